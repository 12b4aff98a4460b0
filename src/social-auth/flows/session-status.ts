import { Injectable } from '@nestjs/common';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import { SessionStore } from '../sessions/session.store.js';

/** Tells whether the session of a good access token still lives: from memory, as long as that is fresh. */
@Injectable()
export class SessionStatus {
  constructor(
    private readonly feed: RevocationFeed,
    private readonly sessions: SessionStore,
  ) {}

  /** @returns at once in the ordinary case; asks the database while this instance has lost the feed. */
  isActive(sessionId: string): boolean | Promise<boolean> {
    if (this.feed.isRevoked(sessionId)) return false;
    return this.feed.isFresh || this.#ask(sessionId);
  }

  async #ask(sessionId: string): Promise<boolean> {
    return (await this.sessions.findActive(sessionId)) !== null;
  }
}
