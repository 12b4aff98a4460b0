import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { parseDuration, type Duration } from '../../../time/duration.js';

const ACCESS = 'social-auth:admits';
const ROLES = 'social-auth:roles';
const SCOPES = 'social-auth:scopes';
const RECENT_LOGIN = 'social-auth:recent-login';

/** Route or controller decorator: everybody may pass, and nobody is asked who they are. */
export const Public = () => SetMetadata(ACCESS, 'everybody');

/** Route or controller decorator: everybody may pass; the principal is known when there is one. */
export const OptionalAuth = () => SetMetadata(ACCESS, 'anybody');

/** Route or controller decorator: only people with at least one of the roles pass; others get 403. */
export const Roles = (...roles: [string, ...string[]]) => SetMetadata(ROLES, roles);

/** Route or controller decorator: only tokens with all of the scopes pass; others get 403 (RFC 6750 §3.1). */
export const Scopes = (...scopes: [string, ...string[]]) => SetMetadata(SCOPES, scopes);

/**
 * Route or controller decorator: only people pass who have logged in within the duration, such as `5m`.
 *
 * Others get 403 `recent_login_required`; a page leads them to the login page and back.
 *
 * @throws TypeError at start when the duration is none
 */
export const RecentLogin = (within: Duration) => SetMetadata(RECENT_LOGIN, parseDuration(within));

/** What a route asks of whoever wants to pass. */
export interface AccessRequirements {
  readonly access: 'everybody' | 'anybody' | 'users';
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Maximum age of the login, in milliseconds; undefined when any age is allowed. */
  readonly recentLogin: number | undefined;
}

/** What the decorators of one level say: of a route, or of its controller. */
interface RouteMetadata {
  admits: 'everybody' | 'anybody' | undefined;
  roles: string[] | undefined;
  scopes: string[] | undefined;
  recentLogin: number | undefined;
}

/**
 * Reads what the decorators say, once for each route: the route's own word goes before its controller's.
 *
 * A route that asks for something is never open because its controller is.
 */
export class AuthMetadataReader {
  readonly #known = new WeakMap<object, Map<object, AccessRequirements>>();

  constructor(private readonly reflector: Reflector) {}

  /** @throws TypeError when one place both asks for something and lets everybody pass */
  of(context: ExecutionContext): AccessRequirements {
    const [handler, owner] = [context.getHandler(), context.getClass()];
    let ofOwner = this.#known.get(owner);
    if (ofOwner === undefined) this.#known.set(owner, (ofOwner = new Map()));
    let requirements = ofOwner.get(handler);
    if (requirements === undefined) {
      requirements = combine(this.#read(handler), this.#read(owner));
      ofOwner.set(handler, requirements);
    }
    return requirements;
  }

  #read(target: Parameters<Reflector['get']>[1]): RouteMetadata {
    const said: RouteMetadata = {
      admits: this.reflector.get(ACCESS, target),
      roles: this.reflector.get(ROLES, target),
      scopes: this.reflector.get(SCOPES, target),
      recentLogin: this.reflector.get(RECENT_LOGIN, target),
    };
    if (said.admits !== undefined && isRestricted(said)) {
      throw new TypeError(
        `${target.name} has @Public() or @OptionalAuth() beside @Roles(), @Scopes() or @RecentLogin(): ` +
          'the one lets everybody pass, the other does not',
      );
    }
    return said;
  }
}

function combine(route: RouteMetadata, controller: RouteMetadata): AccessRequirements {
  if (route.admits !== undefined) return { ...NOTHING, access: route.admits };
  if (!isRestricted(route) && controller.admits !== undefined)
    {return { ...NOTHING, access: controller.admits };}
  return {
    access: 'users',
    roles: route.roles ?? controller.roles ?? [],
    scopes: route.scopes ?? controller.scopes ?? [],
    recentLogin: route.recentLogin ?? controller.recentLogin,
  };
}

const NOTHING = { roles: [], scopes: [], recentLogin: undefined } as const;

const isRestricted = ({ roles, scopes, recentLogin }: RouteMetadata) =>
  roles !== undefined || scopes !== undefined || recentLogin !== undefined;
