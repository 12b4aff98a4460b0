import { Injectable } from '@nestjs/common';
import type { Principal } from '../../access-token/principal.js';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import { hasSameRoles } from '../revocation/role-change-cache.js';
import { SessionStore } from '../sessions/session.store.js';

/**
 * Returns whether a session is active, and whether a token has the current roles of its user, for `JwtAuthGuard`. Reads the
 * revocation feed in memory, and queries the database only while the feed is stale.
 *
 * @publicApi
 */
@Injectable()
export class SessionStatus {
  constructor(
    private readonly feed: RevocationFeed,
    private readonly sessions: SessionStore,
  ) {}

  /** @returns a promise only while the revocation feed is stale */
  isActive(sessionId: string): boolean | Promise<boolean> {
    if (this.feed.isRevoked(sessionId)) return false;
    return this.feed.isFresh || this.#queryDatabase(sessionId);
  }

  /**
   * Returns whether the session of a verified access token is active, and the token has the current roles of its user.
   *
   * @returns a promise only while the revocation feed is stale, or when the feed contains other roles than the token
   */
  isCurrent(
    principal: Pick<Principal, 'userId' | 'sessionId' | 'roles'>,
  ): boolean | Promise<boolean> {
    const { sessionId, roles } = principal;
    if (this.feed.isRevoked(sessionId)) return false;
    if (!this.feed.isFresh) return this.#queryDatabase(sessionId, roles);
    return this.feed.hasCurrentRoles(principal) || this.#hasCurrentRolesNow(principal);
  }

  /**
   * Reads the feed again. The token can be newer than the feed if the roles have changed twice and another instance issued
   * the token.
   */
  async #hasCurrentRolesNow(
    principal: Pick<Principal, 'userId' | 'sessionId' | 'roles'>,
  ): Promise<boolean> {
    await this.feed.refresh();
    const { sessionId, roles } = principal;
    if (this.feed.isRevoked(sessionId)) return false;
    return this.feed.isFresh
      ? this.feed.hasCurrentRoles(principal)
      : this.#queryDatabase(sessionId, roles);
  }

  /** Also checks the user, in case the database has no triggers that revoke the sessions of a disabled user. */
  async #queryDatabase(sessionId: string, roles?: readonly string[]): Promise<boolean> {
    const current = await this.sessions.findGeneration(sessionId);
    if (current === null) return false;
    return roles === undefined || hasSameRoles(current.roles, roles);
  }
}
