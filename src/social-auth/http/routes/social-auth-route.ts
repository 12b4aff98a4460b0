import { SetMetadata, type ExecutionContext } from '@nestjs/common';

const SOCIAL_AUTH_ROUTE = 'social-auth:route';

/**
 * Controller decorator: marks the routes of the module, or of a feature whose routes have their own guards.
 *
 * @publicApi
 */
export const SocialAuthRoute = () => SetMetadata(SOCIAL_AUTH_ROUTE, true);

/**
 * Returns whether a request is for a route of the module. These routes have their own guards, so a global guard of the app
 * can let their requests pass.
 *
 * @publicApi
 * @example
 * ```ts
 * canActivate(context: ExecutionContext) {
 *   return isSocialAuthRoute(context) || this.isAllowed(context);
 * }
 * ```
 */
export function isSocialAuthRoute(context: Pick<ExecutionContext, 'getClass'>): boolean {
  return Reflect.getMetadata(SOCIAL_AUTH_ROUTE, context.getClass()) === true;
}
