import { Inject, Injectable } from '@nestjs/common';
import { ConfigurationError } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { AccessTokenService, type IssuedAccessToken } from './access-token.service.js';
import {
  RefreshTokenService,
  type IssuedRefreshToken,
  type RefreshGeneration,
} from './refresh-token.service.js';
import { RESERVED_CLAIMS } from './verify-access-token.js';

/** What an access token may measure, in bytes: with name and attributes its cookie stays under 4,096. */
const MAX_TOKEN_BYTES = 3800;

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
    const { scope = '', ...claims } = await this.options.accessTokenClaims(subject);
    checkClaims(scope, claims);
    const authTime = Math.floor(createdAt.getTime() / 1000);
    const scopes = scope.split(' ').filter((name) => name !== '');
    const principal = { userId, sessionId, roles, clientId, scopes, authTime, claims };
    const access = this.accessTokens.issue(principal, clientId);
    if (access.token.length > MAX_TOKEN_BYTES) {
      throw new ConfigurationError([
        `an access token of ${access.token.length} bytes does not fit in a cookie, ${MAX_TOKEN_BYTES} do: ` +
          'give the user fewer roles, or accessTokenClaims fewer or shorter claims',
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
  const faults = reserved.map(
    (name) => `accessTokenClaims: "${name}" is a claim of ours; use another name`,
  );
  if (typeof scope !== 'string')
    faults.push('accessTokenClaims: scope must be a space-separated text');
  if (faults.length > 0) throw new ConfigurationError(faults);
}
