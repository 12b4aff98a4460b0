import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import {
  ACCESS,
  RECENT_LOGIN,
  ROLES,
  SCOPES,
  type AccessRequirements,
} from './access-requirements.js';

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
 * A decorator of a route overrides the same decorator of its controller. A restricted route of a public controller requires
 * authentication.
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
