import type { KeyObject } from 'node:crypto';
import type { JwtService } from '@nestjs/jwt';
import { CompactTokenCache } from './compact-token-cache.js';
import { FrequentTokenCache } from './frequent-token-cache.js';
import type { Principal } from './principal.js';
import {
  accessTokenKid,
  verifyAccessToken,
  type VerifiedToken,
  type VerifyAccessTokenOptions,
} from './verify-access-token.js';

/** The claims that all tokens of one verifier must have. They do not include the current time, which each call passes. */
export type ExpectedClaims = Omit<VerifyAccessTokenOptions, 'now'>;

/** Maximum number of tokens that are cached with their text, about 1.5 KB each. */
const MAX_FREQUENT = 2048;

/**
 * One of this many uses adds the used token to the frequent ones, so that rarely used tokens do not evict frequent ones.
 */
const SAMPLING_INTERVAL = 8;

/**
 * Verifies access tokens. Caches the results, so that the signature of each valid token is verified once. Does not
 * check whether the session has been revoked.
 *
 * Frequently used tokens are found by their text, which is faster than computing their digest.
 */
export class CachingAccessTokenVerifier {
  readonly #frequent: FrequentTokenCache;
  readonly #all: CompactTokenCache;
  #uses = 0;

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
    this.#frequent = new FrequentTokenCache(Math.min(cacheSize, MAX_FREQUENT));
    this.#all = new CompactTokenCache(cacheSize);
  }

  /**
   * Returns the `kid` of a token without verifying the token.
   *
   * @returns undefined when the token cannot be valid with any key
   */
  kidOf(token: string): string | undefined {
    return this.#frequent.get(token)?.kid ?? accessTokenKid(token);
  }

  /**
   * Verifies a token. For a cached token only the expiration and the key are checked again.
   *
   * @param token untrusted input
   * @param now current time, in whole seconds since 1970
   * @returns a frozen principal; undefined when the token is invalid or expired
   */
  verify(token: string, now: number): Principal | undefined {
    const frequent = this.#frequent.get(token);
    if (frequent !== undefined) return this.#check(frequent, now);
    const digest = CompactTokenCache.digest(token);
    const cached = this.#all.get(digest);
    if (cached !== undefined) {
      this.#uses += 1;
      if (this.#uses % SAMPLING_INTERVAL === 0) this.#frequent.set(token, cached);
      return this.#check(cached, now);
    }
    const verified = verifyAccessToken(this.jwt, token, this.findKey, {
      ...this.expectedClaims,
      now,
    });
    if (verified === undefined) return undefined;
    this.#frequent.set(token, verified);
    this.#all.set(digest, verified);
    return verified.principal;
  }

  #check({ principal, kid, expiresAt }: VerifiedToken, now: number): Principal | undefined {
    return now < expiresAt && this.findKey(kid) !== undefined ? principal : undefined;
  }
}
