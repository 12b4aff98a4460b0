import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { parseDuration, type Duration } from '../../../time/duration.js';

const ACCESS = 'social-auth:access';
const ROLES = 'social-auth:roles';
const SCOPES = 'social-auth:scopes';
const RECENT_LOGIN = 'social-auth:recent-login';

/**
 * Route or controller decorator: skips authentication. `@CurrentPrincipal()` is always undefined.
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

/** The metadata of one level: a route or its controller. */
interface AuthMetadata {
  access: 'public' | 'optional' | undefined;
  roles: string[] | undefined;
  scopes: string[] | undefined;
  recentLogin: number | undefined;
}

/**
 * Reads the requirements of a route from its decorators, once per route.
 *
 * A decorator of a route overrides that of its controller. A restricted route of a public controller
 * requires authentication.
 */
export class AuthMetadataReader {
  readonly #cache = new WeakMap<object, Map<object, AccessRequirements>>();

  constructor(private readonly reflector: Reflector) {}

  /**
   * Returns the requirements of the route.
   *
   * @throws TypeError when a route or a controller is both open and restricted.
   */
  read(context: ExecutionContext): AccessRequirements {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    let byHandler = this.#cache.get(controller);
    if (byHandler === undefined) this.#cache.set(controller, (byHandler = new Map()));
    let requirements = byHandler.get(handler);
    if (requirements === undefined) {
      requirements = combine(this.#metadata(handler), this.#metadata(controller));
      byHandler.set(handler, requirements);
    }
    return requirements;
  }

  #metadata(target: Parameters<Reflector['get']>[1]): AuthMetadata {
    const metadata: AuthMetadata = {
      access: this.reflector.get(ACCESS, target),
      roles: this.reflector.get(ROLES, target),
      scopes: this.reflector.get(SCOPES, target),
      recentLogin: this.reflector.get(RECENT_LOGIN, target),
    };
    if (metadata.access !== undefined && isRestricted(metadata)) {
      throw new TypeError(
        `${target.name} combines @Public() or @OptionalAuth() with @Roles(), @Scopes() or @RecentLogin(). ` +
          'Remove one of them: the first two accept everyone, the others do not.',
      );
    }
    return metadata;
  }
}

const UNRESTRICTED = { roles: [], scopes: [], recentLogin: undefined } as const;

function combine(route: AuthMetadata, controller: AuthMetadata): AccessRequirements {
  const access = route.access ?? (isRestricted(route) ? undefined : controller.access);
  if (access !== undefined) return { ...UNRESTRICTED, access };
  return {
    access: 'required',
    roles: route.roles ?? controller.roles ?? [],
    scopes: route.scopes ?? controller.scopes ?? [],
    recentLogin: route.recentLogin ?? controller.recentLogin,
  };
}

function isRestricted({ roles, scopes, recentLogin }: AuthMetadata): boolean {
  return roles !== undefined || scopes !== undefined || recentLogin !== undefined;
}
