import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { CachingAccessTokenVerifier } from '../access-token/caching-access-token-verifier.js';
import type { Principal } from '../access-token/principal.js';
import { Clock } from '../time/clock.js';
import { RemoteJwks } from './remote-jwks.js';
import { VERIFIER_OPTIONS, type ResolvedVerifierOptions } from './verifier-options.js';

/**
 * Longest accepted lifetime of a token, in seconds: the maximum of the option `accessTokenTtl` of the issuing app.
 */
const MAX_LIFETIME_SECONDS = 60 * 60;

/** Number of verified tokens to cache, in 30 MB. */
const CACHE_SIZE = 100_000;

/**
 * Verifies access tokens that another app issued, with the public keys that the app publishes (JWKS).
 *
 * Inject it where the guard does not apply, such as in a message handler.
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
   * Verifies an access token: its algorithm (ES256), type (`at+jwt`), key, signature, issuer, audience and expiration
   * (RFC 9068 §4). URLs in the token are ignored.
   *
   * Does not check whether the session has been revoked: after a logout, a token remains valid here until it expires.
   *
   * @param token untrusted input
   * @returns a frozen principal; undefined when the token is invalid or expired
   * @throws KeysUnavailableError when the signing keys cannot be fetched
   */
  async verify(token: string): Promise<Principal | undefined> {
    const kid = this.#verifier.kidOf(token);
    if (kid === undefined) return undefined;
    await this.keys.ensureKey(kid);
    return this.#verifier.verify(token, this.clock.seconds());
  }
}
