import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import { AuthorizationCodeStore } from '../sessions/authorization-code.store.js';
import { SessionStore } from '../sessions/session.store.js';
import type { RevocationReason, SessionFilter } from '../sessions/session.js';

/** Ends sessions before their time: their tokens are dead on this instance at once, on all within a second. */
@Injectable()
export class RevokeSessions {
  constructor(
    private readonly sessions: SessionStore,
    private readonly codes: AuthorizationCodeStore,
    private readonly feed: RevocationFeed,
    private readonly events: AuthEvents,
  ) {}

  /** @returns the ids of the sessions that lived until now. */
  async run(userId: string, choice: SessionFilter, reason: RevocationReason): Promise<string[]> {
    // A login that is not fetched yet would be a session in a moment.
    if (!('only' in choice)) await this.codes.revoke(userId);
    const sessionIds = await this.sessions.revoke(userId, choice, reason);
    if (sessionIds.length > 0) {
      this.feed.announce(sessionIds);
      this.#tell({ userId, sessionIds }, reason);
    }
    return sessionIds;
  }

  #tell(ended: { userId: string; sessionIds: readonly string[] }, reason: RevocationReason): void {
    switch (reason) {
      case 'logout':
        return this.events.emit('logout', ended);
      case 'replaced':
        return this.events.emit('session_replaced', ended);
      case 'revoked':
      case 'account_unlinked':
        return this.events.emit('session_revoked', { ...ended, by: 'user' });
      case 'revoked_by_admin':
        return this.events.emit('session_revoked', { ...ended, by: 'admin' });
      case 'user_deleted':
      case 'user_disabled':
      case 'reuse_detected':
        // Told by whoever found out.
        return undefined;
    }
  }
}
