import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../core/errors.js';
import { SessionStore } from '../sessions/session.store.js';
import type { RefreshClaims } from '../tokens/refresh-token.service.js';
import { TokenPairService, type TokenPair } from '../tokens/token-pair.service.js';

/** Keeps a login alive: a new pair of tokens for the one that is presented. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly sessions: SessionStore,
    private readonly tokens: TokenPairService,
  ) {}

  /** @throws UnauthenticatedError when the session is over, which reuse of an old token makes it */
  async run({
    sessionId,
    generation,
  }: RefreshClaims): Promise<TokenPair & { sessionId: string; userId: string; roles: string[] }> {
    const rotation = await this.sessions.rotate(sessionId, generation);
    if (rotation.outcome === 'rotated' || rotation.outcome === 'replayed') {
      const { userId, roles } = rotation.generation;
      return { ...this.tokens.issue(rotation.generation), sessionId, userId, roles };
    }
    throw new UnauthenticatedError('invalid_token', {
      reason:
        rotation.outcome === 'reused'
          ? `an old refresh token of session ${sessionId} was presented again, so the session has ended`
          : `the session of the refresh token is over`,
    });
  }
}
