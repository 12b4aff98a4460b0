import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { seconds, type Duration } from '../../core/duration.js';

const ADMITS = 'social-auth:admits';
const ROLES = 'social-auth:roles';
const SCOPES = 'social-auth:scopes';
const RECENT_LOGIN = 'social-auth:recent-login';

/** Route or controller decorator: everybody may pass, and nobody is asked who they are. */
export const Public = () => SetMetadata(ADMITS, 'everybody');

/** Route or controller decorator: everybody may pass; the principal is known when there is one. */
export const OptionalAuth = () => SetMetadata(ADMITS, 'anybody');

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
export const RecentLogin = (within: Duration) => SetMetadata(RECENT_LOGIN, seconds(within));

/** What a route asks of whoever wants to pass. */
export interface AccessRequirements {
  readonly admits: 'everybody' | 'anybody' | 'users';
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Seconds; undefined when any login will do. */
  readonly recentLogin: number | undefined;
}

/** Reads what the decorators say, once for each route: the route's own word goes before its controller's. */
export class AccessRequirementsReader {
  readonly #known = new WeakMap<object, Map<object, AccessRequirements>>();

  constructor(private readonly reflector: Reflector) {}

  of(context: ExecutionContext): AccessRequirements {
    const [handler, owner] = [context.getHandler(), context.getClass()];
    let ofOwner = this.#known.get(owner);
    if (ofOwner === undefined) this.#known.set(owner, (ofOwner = new Map()));
    let requirements = ofOwner.get(handler);
    if (requirements === undefined) {
      const read = (key: string): unknown =>
        this.reflector.getAllAndOverride(key, [handler, owner]);
      requirements = {
        admits: (read(ADMITS) as 'everybody' | 'anybody' | undefined) ?? 'users',
        roles: (read(ROLES) as string[] | undefined) ?? [],
        scopes: (read(SCOPES) as string[] | undefined) ?? [],
        recentLogin: read(RECENT_LOGIN) as number | undefined,
      };
      ofOwner.set(handler, requirements);
    }
    return requirements;
  }
}
