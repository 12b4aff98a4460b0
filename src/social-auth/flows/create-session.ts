import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { SocialAuthError } from '../core/errors.js';
import { SessionStore } from '../sessions/session.store.js';
import type { CreateSessionInput } from '../sessions/session.js';
import { TokenPairService, type TokenPair } from '../tokens/token-pair.service.js';

/** Opens the session that a login attempt was promised, and issues its first tokens. */
@Injectable()
export class CreateSession {
  constructor(
    private readonly sessions: SessionStore,
    private readonly tokens: TokenPairService,
    private readonly events: AuthEvents,
  ) {}

  /** @throws SocialAuthError `login_expired` when the attempt has opened its session before */
  async run(session: CreateSessionInput): Promise<TokenPair> {
    const generation = await this.sessions.create(session);
    if (generation === null) {
      throw new SocialAuthError('login_expired', {
        reason: 'the login attempt was used a second time',
      });
    }
    const { id: sessionId, userId, provider, clientId } = session;
    this.events.emit('login_succeeded', { userId, sessionId, provider, clientId });
    return this.tokens.issue(generation);
  }
}
