import { Controller, VERSION_NEUTRAL, type Type } from '@nestjs/common';

/** A controller of the module, and its subclass in one app. */
export interface ModuleController {
  readonly base: Type;
  readonly controller: Type;
}

/** Injection token of the {@link ModuleController}s of the app. */
export const MODULE_CONTROLLERS = Symbol('nestjs-social-auth controllers');

/**
 * Sets the path of a controller before the app registers its routes.
 *
 * @param path undefined removes the routes of the controller
 */
export function setControllerPath(controller: Type, path: string | undefined): void {
  Controller({ path: path ?? [], version: VERSION_NEUTRAL })(controller);
}

/** Returns the path in the decorator of a controller, with a leading slash. */
export function declaredPath({ base }: ModuleController): string {
  const path = String(Reflect.getMetadata('path', base));
  return path.startsWith('/') ? path : `/${path}`;
}
