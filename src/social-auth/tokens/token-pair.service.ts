import { Inject, Injectable } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { AccessTokenService, type IssuedAccessToken } from './access-token.service.js';
import {
  RefreshTokenService,
  type IssuedRefreshToken,
  type RefreshGeneration,
} from './refresh-token.service.js';

/** The two tokens of one generation of a session. */
export interface TokenPair {
  access: IssuedAccessToken;
  refresh: IssuedRefreshToken;
}

/** What a pair of tokens is made of: the live generation of a session, and the user's roles now. */
export interface PairSubject extends RefreshGeneration {
  roles: readonly string[];
  /** When the person logged in. */
  createdAt: Date;
}

/** Issues access and refresh token together, as a login and a refresh do. */
@Injectable()
export class TokenPairService {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly refreshTokens: RefreshTokenService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** @throws ConfigurationError when the app's own claims are not fit for a token */
  async issue(generation: PairSubject): Promise<TokenPair> {
    const { userId, sessionId, roles, clientId, createdAt } = generation;
    const subject = { userId, sessionId, roles, clientId };
    const claims = await this.options.accessTokenClaims(subject);
    return {
      access: this.accessTokens.issue(
        { ...subject, scopes: [], authTime: Math.floor(createdAt.getTime() / 1000), claims },
        clientId,
      ),
      refresh: this.refreshTokens.issue(generation),
    };
  }
}
