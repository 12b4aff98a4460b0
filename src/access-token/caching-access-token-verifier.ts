import type { KeyObject } from 'node:crypto';
import type { JwtService } from '@nestjs/jwt';
import { AccessTokenCache } from './access-token-cache.js';
import type { Principal } from './principal.js';
import {
  accessTokenKid,
  verifyAccessToken,
  type VerifiedToken,
  type VerifyAccessTokenOptions,
} from './verify-access-token.js';

/** The claims that all tokens of one verifier must have. They do not include the current time, which each call passes. */
export type ExpectedClaims = Omit<VerifyAccessTokenOptions, 'now'>;

/**
 * Verifies access tokens. Caches the results, so that the signature of each valid token is verified once. Does not
 * check whether the session has been revoked.
 */
export class CachingAccessTokenVerifier {
  readonly #cache: AccessTokenCache;

  /**
   * @param findKey returns the public key of a `kid`, if it is trusted now
   * @param expectedClaims the claims that a valid token has
   * @param cacheSize maximum number of cached tokens; `0` disables the cache
   */
  constructor(
    private readonly jwt: JwtService,
    private readonly findKey: (kid: string) => KeyObject | undefined,
    private readonly expectedClaims: ExpectedClaims,
    cacheSize: number,
  ) {
    this.#cache = new AccessTokenCache(cacheSize);
  }

  /**
   * Returns the `kid` of a token without verifying the token.
   *
   * @returns undefined when the token cannot be valid with any key
   */
  kidOf(token: string): string | undefined {
    return this.#cache.get(token)?.kid ?? accessTokenKid(token);
  }

  /**
   * Verifies a token. For a cached token only the expiration and the key are checked again.
   *
   * @param token untrusted input
   * @param now current time, in whole seconds since 1970
   * @returns a frozen principal; undefined when the token is invalid or expired
   */
  verify(token: string, now: number): Principal | undefined {
    const cached = this.#cache.get(token);
    if (cached !== undefined) return this.#check(cached, now);
    const verified = verifyAccessToken(this.jwt, token, this.findKey, {
      ...this.expectedClaims,
      now,
    });
    if (verified === undefined) return undefined;
    this.#cache.set(token, verified);
    return verified.principal;
  }

  #check({ principal, kid, expiresAt }: VerifiedToken, now: number): Principal | undefined {
    return now < expiresAt && this.findKey(kid) !== undefined ? principal : undefined;
  }
}
