import { Injectable } from '@nestjs/common';
import { AccessTokenService, type IssuedAccessToken } from './access-token.service.js';
import {
  RefreshTokenService,
  type IssuedRefreshToken,
  type RefreshGeneration,
} from './refresh-token.service.js';

/** `client_id` of sessions that live in a browser's cookies. */
const BROWSER_CLIENT = 'browser';

/** The two tokens of one generation of a session. */
export interface TokenPair {
  access: IssuedAccessToken;
  refresh: IssuedRefreshToken;
}

/** Issues access and refresh token together, as a login and a refresh do. */
@Injectable()
export class TokenPairService {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly refreshTokens: RefreshTokenService,
  ) {}

  /** @param generation the session's live generation, with the roles its user has now */
  issue(generation: RefreshGeneration & { roles: readonly string[] }): TokenPair {
    const { userId, sessionId, roles } = generation;
    return {
      access: this.accessTokens.issue({ userId, sessionId, roles, scopes: [] }, BROWSER_CLIENT),
      refresh: this.refreshTokens.issue(generation),
    };
  }
}
