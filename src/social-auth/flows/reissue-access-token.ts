import { Injectable } from '@nestjs/common';
import { SessionStore } from '../sessions/session.store.js';
import type { RefreshClaims } from '../tokens/refresh-token.service.js';
import type { IssuedAccessToken } from '../tokens/access-token.service.js';
import { TokenPairService } from '../tokens/token-pair.service.js';

/**
 * Gives a new access token for a refresh token without using that up.
 *
 * For requests that another site can cause: it could throw the answer away, and the next use of the refresh
 * token would look like theft.
 */
@Injectable()
export class ReissueAccessToken {
  constructor(
    private readonly sessions: SessionStore,
    private readonly tokens: TokenPairService,
  ) {}

  /** @returns undefined when the session is over, or the token is not of its live generation. */
  async run({ sessionId, generation }: RefreshClaims): Promise<IssuedAccessToken | undefined> {
    const live = await this.sessions.findGeneration(sessionId);
    if (live?.generation !== generation) return undefined;
    return (await this.tokens.issue(live)).access;
  }
}
