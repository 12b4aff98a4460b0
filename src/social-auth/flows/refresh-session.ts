import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { UnauthenticatedError } from '../core/errors.js';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import {
  SessionStore,
  type SessionGeneration,
  type RotationResult,
} from '../sessions/session.store.js';
import type { RefreshClaims } from '../tokens/refresh-token.service.js';
import { TokenPairService, type TokenPair } from '../tokens/token-pair.service.js';

/** Keeps a login alive: a new pair of tokens for the one that is presented. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly sessions: SessionStore,
    private readonly tokens: TokenPairService,
    private readonly feed: RevocationFeed,
    private readonly events: AuthEvents,
  ) {}

  /** @throws UnauthenticatedError when the session is over, which reuse of an old token makes it */
  async run({
    sessionId,
    generation,
  }: RefreshClaims): Promise<TokenPair & { generation: SessionGeneration }> {
    const rotation = await this.sessions.rotate(sessionId, generation);
    if ('generation' in rotation) {
      return { ...(await this.tokens.issue(rotation.generation)), generation: rotation.generation };
    }
    throw this.#refuse(rotation);
  }

  #refuse(
    rotation: Exclude<RotationResult, { outcome: 'rotated' | 'replayed' }>,
  ): UnauthenticatedError {
    if (rotation.outcome === 'unknown') {
      return new UnauthenticatedError('invalid_token', {
        reason: 'the session of the token is over',
      });
    }
    const { userId, sessionId } = rotation;
    this.feed.announce([sessionId]);
    this.events.emit('refresh_token_reused', { userId, sessionId });
    return new UnauthenticatedError('invalid_token', {
      reason: `an old refresh token of session ${sessionId} was presented again, so the session has ended`,
    });
  }
}
