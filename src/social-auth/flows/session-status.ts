import { Injectable } from '@nestjs/common';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import { SessionStore } from '../sessions/session.store.js';

/**
 * A query for `JwtAuthGuard`: returns whether a session is active. It reads the revocation feed in memory, and queries
 * the database only while the feed is stale.
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

  /** Also checks the user, in case the database has no triggers that revoke the sessions of a disabled user. */
  async #queryDatabase(sessionId: string): Promise<boolean> {
    return (await this.sessions.findGeneration(sessionId)) !== null;
  }
}
