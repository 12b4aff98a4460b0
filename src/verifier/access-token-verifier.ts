import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { CachingAccessTokenVerifier } from '../access-token/caching-access-token-verifier.js';
import type { Principal } from '../access-token/principal.js';
import { Clock } from '../time/clock.js';
import { RemoteJwks } from './remote-jwks.js';
import { VERIFIER_OPTIONS, type ResolvedVerifierOptions } from './verifier-options.js';

/**
 * Longest accepted lifetime of a token, in seconds. It is the maximum of the option `accessTokenTtl` in the app that
 * issues the tokens.
 */
const MAX_LIFETIME_SECONDS = 60 * 60;

/** Maximum number of verified tokens in the cache. They need about 30 MB. */
const CACHE_SIZE = 100_000;

/**
 * Verifies access tokens that another app has issued. Uses the public keys that this app publishes (JWKS).
 *
 * Inject this class where you cannot use the guard, such as in a message handler.
 *
 * @publicApi
 * @example
 * ```ts
 * const principal = await this.verifier.verify(token);
 * if (principal === undefined) throw new WsException('invalid_token');
 * ```
 */
@Injectable()
export class AccessTokenVerifier {
  readonly #verifier: CachingAccessTokenVerifier;

  constructor(
    private readonly keys: RemoteJwks,
    jwt: JwtService,
    private readonly clock: Clock,
    @Inject(VERIFIER_OPTIONS) { issuer, audience }: ResolvedVerifierOptions,
  ) {
    this.#verifier = new CachingAccessTokenVerifier(
      jwt,
      (kid) => keys.find(kid),
      { issuer, audience, maxLifetimeSeconds: MAX_LIFETIME_SECONDS },
      CACHE_SIZE,
    );
  }

  /**
   * Verifies the algorithm (ES256), type (`at+jwt`), key, signature, issuer, audience and expiration of an access token
   * (RFC 9068 §4). Ignores URLs in the token.
   *
   * Does not check whether the session has been revoked. After a logout, an access token therefore remains valid here
   * until it expires.
   *
   * @param token untrusted input
   * @returns a frozen principal, or undefined when the token is invalid or expired
   * @throws KeysUnavailableError when the signing keys cannot be fetched
   */
  async verify(token: string): Promise<Principal | undefined> {
    const kid = this.#verifier.kidOf(token);
    if (kid === undefined) return undefined;
    await this.keys.ensureKey(kid);
    return this.#verifier.verify(token, this.clock.seconds());
  }
}
