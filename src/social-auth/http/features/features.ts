import { Injectable, type Type } from '@nestjs/common';
import { FeatureRegistry, type SocialAuthFeature } from '../../core/feature.js';
import type { ModuleController } from '../routes/module-controller.js';
import { RouteSetup } from '../routes/route-setup.js';
import { createControllers } from './create-controllers.js';

/**
 * The controllers of an optional feature in one app. Their routes have the same path prefix, error responses and checks as
 * the module's routes.
 *
 * @publicApi
 */
export class FeatureControllers {
  readonly entries: readonly ModuleController[];

  /** @param bases controllers whose paths start with `auth`, which is replaced by `routes.prefix` */
  constructor(...bases: readonly Type[]) {
    this.entries = createControllers(bases);
  }

  /** The controllers to declare in the module of the feature. */
  get types(): Type[] {
    return this.entries.map(({ controller }) => controller);
  }
}

/**
 * Adds optional features to the module. A feature calls `add()` in the constructor of its module, while the app is created.
 *
 * @publicApi
 */
@Injectable()
export class Features {
  constructor(
    private readonly registry: FeatureRegistry,
    private readonly routes: RouteSetup,
  ) {}

  add(feature: SocialAuthFeature, controllers?: FeatureControllers): void {
    this.registry.add(feature);
    if (controllers !== undefined) this.routes.add(controllers.entries);
  }
}
