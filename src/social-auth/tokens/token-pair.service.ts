import { Inject, Injectable } from '@nestjs/common';
import { ConfigurationError, type ConfigurationIssue } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { AccessTokenService, type IssuedAccessToken } from './access-token.service.js';
import {
  RefreshTokenService,
  type IssuedRefreshToken,
  type RefreshGeneration,
} from './refresh-token.service.js';
import { RESERVED_CLAIMS } from '../../access-token/verify-access-token.js';

/** What an access token may measure, in bytes: with name and attributes its cookie stays under 4,096. */
const MAX_TOKEN_BYTES = 3800;

/** The two tokens of one generation of a session. */
export interface TokenPair {
  access: IssuedAccessToken;
  refresh: IssuedRefreshToken;
}

/** What a pair of tokens is made of: the live generation of a session, and the user's roles now. */
export interface TokenPairInput extends RefreshGeneration {
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
  async issue(generation: TokenPairInput): Promise<TokenPair> {
    const { userId, sessionId, roles, clientId, createdAt } = generation;
    const subject = { userId, sessionId, roles, clientId };
    const { scope = '', ...claims } = await this.options.accessTokenClaims(subject);
    checkClaims(scope, claims);
    const authTime = Math.floor(createdAt.getTime() / 1000);
    const scopes = scope.split(' ').filter((name) => name !== '');
    const principal = { userId, sessionId, roles, clientId, scopes, authTime, claims };
    const access = this.accessTokens.issue(principal, clientId);
    if (access.token.length > MAX_TOKEN_BYTES) {
      throw new ConfigurationError([
        {
          option: 'accessTokenClaims',
          problem: `makes an access token of ${access.token.length} bytes, but a cookie holds at most ${MAX_TOKEN_BYTES}`,
          fix: 'Return fewer or shorter claims, or give the user fewer roles.',
        },
      ]);
    }
    return { access, refresh: this.refreshTokens.issue(generation) };
  }
}

function checkClaims(
  scope: unknown,
  claims: Readonly<Record<string, unknown>>,
): asserts scope is string {
  const reserved = Object.keys(claims).filter((name) => RESERVED_CLAIMS.has(name));
  const option = 'accessTokenClaims';
  const issues: ConfigurationIssue[] = reserved.map((name) => ({
    option,
    problem: `returned the reserved claim "${name}"`,
    fix: 'Use another name.',
  }));
  if (typeof scope !== 'string') {
    issues.push({ option, problem: 'returned a scope that is not a space-separated string' });
  }
  if (issues.length > 0) throw new ConfigurationError(issues);
}
