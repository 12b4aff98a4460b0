import { randomBytes } from 'node:crypto';
import type { ProviderName } from '../provider.js';
import type { Grant } from './authorization-request.js';
import { defaultLifetimes, type TokenLifetimes } from './token-lifetimes.js';

const CAPACITY = 10_000;

/** An issued access or refresh token. */
export interface IssuedToken {
  readonly value: string;
  /** The seconds until the token expires. `Infinity` if the token does not expire. */
  readonly expiresIn: number;
}

interface StoredToken {
  readonly grant: Grant;
  expiresAt: number;
}

/**
 * Stores access tokens and refresh tokens in memory, at most 10,000 of each. Above this number, the oldest tokens are
 * removed.
 */
export class TokenStore {
  readonly #accessTokens = new Map<string, StoredToken>();
  readonly #refreshTokens = new Map<string, StoredToken>();
  readonly #now: () => number;
  readonly #lifetimes: Partial<TokenLifetimes>;

  /** @param lifetimes - lifetimes that replace those of the providers */
  constructor(now: () => number, lifetimes: Partial<TokenLifetimes>) {
    this.#now = now;
    this.#lifetimes = lifetimes;
  }

  /** Issues an access token in the format of the provider. */
  issueAccessToken(grant: Grant): IssuedToken {
    const { accessTokenMs } = { ...defaultLifetimes(grant.request), ...this.#lifetimes };
    return this.#issue(this.#accessTokens, accessTokenValue(grant), grant, accessTokenMs);
  }

  /** Issues a refresh token in the format of the provider. */
  issueRefreshToken(grant: Grant): IssuedToken {
    const { refreshTokenMs } = { ...defaultLifetimes(grant.request), ...this.#lifetimes };
    return this.#issue(this.#refreshTokens, refreshTokenValue(grant), grant, refreshTokenMs);
  }

  /** Returns the grant of an access token, unless the token is unknown, expired, revoked or of another provider. */
  findAccessToken(provider: ProviderName, value: string): Grant | undefined {
    return this.#find(this.#accessTokens, provider, value);
  }

  /** Returns the grant of a refresh token, unless the token is unknown, expired, revoked or of another provider. */
  findRefreshToken(provider: ProviderName, value: string): Grant | undefined {
    return this.#find(this.#refreshTokens, provider, value);
  }

  /** Revokes the access tokens and refresh tokens of all grants that match. */
  revoke(matches: (grant: Grant) => boolean): void {
    for (const tokens of [this.#accessTokens, this.#refreshTokens]) {
      for (const [value, { grant }] of tokens) {
        if (matches(grant)) tokens.delete(value);
      }
    }
  }

  /** Makes the access tokens of all matching grants expire now. The refresh tokens of these grants remain valid. */
  expireAccessTokens(matches: (grant: Grant) => boolean): void {
    for (const token of this.#accessTokens.values()) {
      if (matches(token.grant)) token.expiresAt = this.#now();
    }
  }

  #issue(
    tokens: Map<string, StoredToken>,
    value: string,
    grant: Grant,
    lifetimeMs: number,
  ): IssuedToken {
    const [oldest] = tokens.keys();
    if (tokens.size >= CAPACITY && oldest !== undefined) {
      tokens.delete(oldest);
    }
    tokens.set(value, { grant, expiresAt: this.#now() + lifetimeMs });
    return { value, expiresIn: Math.floor(lifetimeMs / 1000) };
  }

  #find(
    tokens: ReadonlyMap<string, StoredToken>,
    provider: ProviderName,
    value: string,
  ): Grant | undefined {
    const token = tokens.get(value);
    const isValid = token?.grant.request.provider === provider && this.#now() < token.expiresAt;
    return isValid ? token.grant : undefined;
  }
}

function accessTokenValue({ request: { provider, client } }: Grant): string {
  if (provider === 'google') {
    return `ya29.a0${randomBytes(96).toString('base64url')}`;
  }
  const prefix = client.type === 'github-app' ? 'ghu' : 'gho';
  return `${prefix}_${randomBytes(18).toString('hex')}`;
}

function refreshTokenValue({ request: { provider } }: Grant): string {
  return provider === 'google'
    ? `1//0${randomBytes(72).toString('base64url')}`
    : `ghr_${randomBytes(38).toString('hex')}`;
}
