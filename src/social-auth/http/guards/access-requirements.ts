import { SetMetadata } from '@nestjs/common';
import { parseDuration, type Duration } from '../../../time/duration.js';

export const ACCESS = 'social-auth:access';
export const ROLES = 'social-auth:roles';
export const SCOPES = 'social-auth:scopes';
export const RECENT_LOGIN = 'social-auth:recent-login';

/**
 * Route or controller decorator: skips authentication. `@CurrentPrincipal()` is undefined, unless a guard has
 * authenticated another operation of the same GraphQL request or WebSocket.
 *
 * @publicApi
 * @example
 * ```ts
 * @Public()
 * @Get('status')
 * status() {}
 * ```
 */
export const Public = () => SetMetadata(ACCESS, 'public');

/**
 * Route or controller decorator: accepts requests with and without a valid access token.
 * `@CurrentPrincipal()` is undefined without one.
 *
 * @publicApi
 * @example
 * ```ts
 * @OptionalAuth()
 * @Get('teaser')
 * teaser(@CurrentPrincipal() principal: Principal | undefined) {}
 * ```
 */
export const OptionalAuth = () => SetMetadata(ACCESS, 'optional');

/**
 * Route or controller decorator: requires at least one of the roles. Other users get 403 `forbidden`.
 *
 * @publicApi
 * @example
 * ```ts
 * @Roles('admin', 'owner')
 * @Delete(':id')
 * remove() {}
 * ```
 */
export const Roles = (...roles: [string, ...string[]]) => SetMetadata(ROLES, roles);

/**
 * Route or controller decorator: requires an access token with all of the scopes. Other tokens get 403
 * `insufficient_scope` (RFC 6750 §3.1).
 *
 * @publicApi
 * @example
 * ```ts
 * @Scopes('reports:read')
 * @Get()
 * list() {}
 * ```
 */
export const Scopes = (...scopes: [string, ...string[]]) => SetMetadata(SCOPES, scopes);

/**
 * Route or controller decorator: requires a login within the duration. Older logins get 403
 * `recent_login_required`; a browser is redirected to the login page and back.
 *
 * @param within A duration such as `'5m'`, or a number of milliseconds.
 * @throws TypeError at start when the duration is invalid.
 * @publicApi
 * @example
 * ```ts
 * @RecentLogin('5m')
 * @Delete()
 * deleteEverything() {}
 * ```
 */
export const RecentLogin = (within: Duration) => SetMetadata(RECENT_LOGIN, parseDuration(within));

/**
 * The requirements of a route, combined from the decorators of the route and its controller.
 *
 * @publicApi
 */
export interface AccessRequirements {
  /** `public`: no authentication; `optional`: a principal may be absent; `required`: it must be present. */
  readonly access: 'public' | 'optional' | 'required';
  /** The principal needs at least one of these; empty when any role is allowed. */
  readonly roles: readonly string[];
  /** The principal needs all of these. */
  readonly scopes: readonly string[];
  /** Maximum age of the login, in milliseconds; undefined when any age is allowed. */
  readonly recentLogin: number | undefined;
}
