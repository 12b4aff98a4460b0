import { Inject, Injectable } from '@nestjs/common';
import { RESERVED_CLAIMS } from '../../access-token/verify-access-token.js';
import { ConfigurationError, type ConfigurationIssue } from '../core/errors.js';
import { BROWSER_CLIENT_ID } from '../core/oauth-client.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { MAX_BEARER_TOKEN_BYTES, maxAccessTokenBytes } from '../core/response-header-limit.js';
import { AccessTokenService, type IssuedAccessToken } from './access-token.service.js';
import {
  RefreshTokenService,
  type IssuedRefreshToken,
  type RefreshGeneration,
} from './refresh-token.service.js';

/** The access and refresh token of one generation of a session. */
export interface TokenPair {
  access: IssuedAccessToken;
  refresh: IssuedRefreshToken;
}

/** The current generation of a session and the current roles of its user. */
export interface TokenPairInput extends RefreshGeneration {
  roles: readonly string[];
  /** Time of the login. */
  createdAt: Date;
}

/** Issues an access token and a refresh token together, at login and at refresh. */
@Injectable()
export class TokenPairService {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly refreshTokens: RefreshTokenService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Issues both tokens of a generation.
   *
   * @throws ConfigurationError when `accessTokenClaims` returns reserved claims, an invalid scope or too much data
   */
  async issue(generation: TokenPairInput): Promise<TokenPair> {
    const { userId, sessionId, roles, clientId, createdAt } = generation;
    const subject = { userId, sessionId, roles, clientId };
    const { scope = '', ...claims } = await this.options.accessTokenClaims(subject);
    assertValidClaims(scope, claims);
    const authTime = Math.floor(createdAt.getTime() / 1000);
    const scopes = scope.split(' ').filter((name) => name !== '');
    const principal = { userId, sessionId, roles, clientId, scopes, authTime, claims };
    const access = this.accessTokens.issue(principal, clientId);
    this.#assertFits(access.token, clientId);
    return { access, refresh: this.refreshTokens.issue(generation) };
  }

  #assertFits({ length }: string, clientId: string): void {
    const { responseHeaderLimit } = this.options;
    const isCookie = clientId === BROWSER_CLIENT_ID;
    const limit = isCookie ? maxAccessTokenBytes(responseHeaderLimit) : MAX_BEARER_TOKEN_BYTES;
    if (length <= limit) return;
    const problem = `results in an access token of ${length} bytes, but the limit is ${limit}`;
    const fix = 'Return fewer or shorter claims, or give the user fewer roles.';
    const hint = ' Or raise responseHeaderLimit together with the header buffers of the proxy.';
    const option = 'accessTokenClaims';
    throw new ConfigurationError([{ option, problem, fix: isCookie ? fix + hint : fix }]);
  }
}

function assertValidClaims(
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
