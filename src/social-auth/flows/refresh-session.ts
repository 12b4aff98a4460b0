import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { UnauthenticatedError } from '../core/errors.js';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import type { SessionGeneration } from '../sessions/session.js';
import { SessionStore } from '../sessions/session.store.js';
import type { IssuedAccessToken } from '../tokens/access-token.service.js';
import type { RefreshClaims } from '../tokens/refresh-token.service.js';
import { TokenPairService, type TokenPair } from '../tokens/token-pair.service.js';

/** Exchanges a refresh token for new tokens. {@link SessionStore.rotate} detects reuse. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly sessions: SessionStore,
    private readonly tokens: TokenPairService,
    private readonly feed: RevocationFeed,
    private readonly events: AuthEvents,
  ) {}

  /**
   * Replaces the refresh token.
   *
   * @throws UnauthenticatedError when the session is not active, or is revoked now because an old token was reused
   */
  async run({
    sessionId,
    generation,
  }: RefreshClaims): Promise<TokenPair & { generation: SessionGeneration }> {
    const result = await this.sessions.rotate(sessionId, generation);
    if (result.outcome === 'unknown') {
      throw new UnauthenticatedError('invalid_token', { reason: 'the session is not active' });
    }
    if (result.outcome === 'reused') {
      const { userId } = result;
      this.feed.announce([sessionId]);
      this.events.emit('refresh_token_reused', { userId, sessionId });
      throw new UnauthenticatedError('invalid_token', {
        reason: `a replaced refresh token of session ${sessionId} was presented, so the session was revoked`,
      });
    }
    if (result.outcome === 'recovered') {
      this.events.emit('refresh_recovered', { userId: result.generation.userId, sessionId });
    }
    return { ...(await this.tokens.issue(result.generation)), generation: result.generation };
  }

  /**
   * Issues an access token without replacing the refresh token.
   *
   * For requests whose response may be discarded. If the discarded response contained a new refresh token, the next use
   * of the old one would be indistinguishable from theft.
   *
   * @returns undefined when {@link run} would fail with this refresh token
   */
  async reissueAccessToken({
    sessionId,
    generation,
  }: RefreshClaims): Promise<IssuedAccessToken | undefined> {
    const current = await this.sessions.findRefreshable(sessionId, generation);
    if (current === null) return undefined;
    await this.sessions.confirm(sessionId, generation);
    return (await this.tokens.issue(current)).access;
  }
}
