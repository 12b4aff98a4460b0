import { Injectable } from '@nestjs/common';
import { AuthEvents, type EventActor } from '../core/auth-events.js';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import { AuthorizationCodeStore } from '../sessions/authorization-code.store.js';
import type { RevocationReason, SessionFilter } from '../sessions/session.js';
import { SessionStore } from '../sessions/session.store.js';

/** Revokes sessions. This instance rejects their tokens at once, and every other instance within a second. */
@Injectable()
export class RevokeSessions {
  constructor(
    private readonly sessions: SessionStore,
    private readonly codes: AuthorizationCodeStore,
    private readonly feed: RevocationFeed,
    private readonly events: AuthEvents,
  ) {}

  /**
   * @param actor who revokes the sessions, and in which session
   * @returns the ids of the sessions that this call revoked
   */
  async run(
    userId: string,
    filter: SessionFilter,
    reason: RevocationReason,
    actor?: EventActor,
  ): Promise<string[]> {
    // A code that is not exchanged yet would create a session after the revocation.
    if (!('only' in filter)) await this.codes.revoke(userId);
    const sessionIds = await this.sessions.revoke(userId, filter, reason);
    if (sessionIds.length > 0) {
      this.feed.announce(sessionIds);
      this.#emitEvent({ userId, sessionIds }, reason, actor);
    }
    return sessionIds;
  }

  #emitEvent(
    revoked: { userId: string; sessionIds: readonly string[] },
    reason: RevocationReason,
    actor: EventActor | undefined,
  ): void {
    switch (reason) {
      case 'logout':
        return this.events.emit('logout', revoked);
      case 'replaced':
        return this.events.emit('session_replaced', revoked);
      case 'revoked':
      case 'account_unlinked':
        return this.events.emit('session_revoked', {
          ...revoked,
          by: 'user',
          bySessionId: actor?.sessionId,
        });
      case 'revoked_by_admin':
        return this.events.emit('session_revoked', { ...revoked, by: 'admin' }, actor);
      case 'deletion_requested':
      case 'merge_undone':
      case 'users_merged':
      case 'user_deleted':
      case 'user_disabled':
      case 'reuse_detected':
        // The caller emits a more specific event.
        return undefined;
    }
  }
}
