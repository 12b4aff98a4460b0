import { SetMetadata, type ExecutionContext } from '@nestjs/common';

const SOCIAL_AUTH_ROUTE = 'social-auth:route';

/**
 * Controller decorator: marks the routes of the module, and of features with guards of their own.
 *
 * @publicApi
 */
export const SocialAuthRoute = () => SetMetadata(SOCIAL_AUTH_ROUTE, true);

/**
 * Returns whether a request is for a route of the module. These routes have guards of their own: a global guard of the
 * app can let their requests pass.
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
