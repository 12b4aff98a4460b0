import { Controller, UseFilters, VERSION_NEUTRAL, type Type } from '@nestjs/common';
import { SocialAuthErrorFilter } from '../errors/social-auth-error.filter.js';
import type { ModuleController } from '../routes/module-controller.js';
import { SocialAuthRoute } from '../routes/social-auth-route.js';

/**
 * Creates the controllers of one app. They are subclasses, because their paths depend on the options of the app, and a
 * process can run several apps.
 *
 * @param bases controllers with a path under the default options, such as `auth`
 */
export function createControllers(bases: readonly Type[]): ModuleController[] {
  return bases.map((base) => {
    const controller = class extends base {};
    // Nest shows the name in its log.
    Object.defineProperty(controller, 'name', { value: base.name });
    Controller({ version: VERSION_NEUTRAL })(controller);
    SocialAuthRoute()(controller);
    // The filters of a controller precede the global filters of the app.
    UseFilters(SocialAuthErrorFilter)(controller);
    return { base, controller };
  });
}
