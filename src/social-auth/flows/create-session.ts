import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { SocialAuthError } from '../core/errors.js';
import type { CreateSessionInput } from '../sessions/session.js';
import { SessionStore } from '../sessions/session.store.js';
import { TokenPairService, type TokenPair } from '../tokens/token-pair.service.js';

/** Creates the session of a login, and issues its first tokens. */
@Injectable()
export class CreateSession {
  constructor(
    private readonly sessions: SessionStore,
    private readonly tokens: TokenPairService,
    private readonly events: AuthEvents,
  ) {}

  /** @throws SocialAuthError `login_expired` when the login has already created its session */
  async run(session: CreateSessionInput): Promise<TokenPair> {
    const generation = await this.sessions.create(session);
    if (generation === null) {
      throw new SocialAuthError('login_expired', { reason: 'the login is already completed' });
    }
    const { id: sessionId, userId, provider, clientId } = session;
    const { isNewDevice } = generation;
    this.events.emit('login_succeeded', { userId, sessionId, provider, clientId, isNewDevice });
    return this.tokens.issue(generation);
  }
}
