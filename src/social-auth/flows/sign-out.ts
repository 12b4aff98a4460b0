import { Injectable } from '@nestjs/common';
import { SessionStore } from '../sessions/session.store.js';

/** Ends the session a person signs out of; signing out twice is no error. */
@Injectable()
export class SignOut {
  constructor(private readonly sessions: SessionStore) {}

  async run(sessionId: string): Promise<void> {
    await this.sessions.end(sessionId, 'logout');
  }
}
