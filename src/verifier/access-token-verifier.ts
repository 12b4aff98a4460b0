import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '../time/clock.js';
import type { Principal } from '../access-token/principal.js';
import { CachingAccessTokenVerifier } from '../access-token/caching-access-token-verifier.js';
import { RemoteJwks } from './remote-jwks.js';
import { VERIFIER_OPTIONS, type ResolvedVerifierOptions } from './verifier-options.js';

/** No app of ours issues access tokens that live longer, in seconds. */
const MAX_LIFETIME = 60 * 60;

/** How many good tokens are remembered, so that each is verified once; about 1.5 KB each. */
const REMEMBERED = 20_000;

/** No keys have ever been fetched, so that nothing can be said of a token; trying again may help. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
}

/** Verifies access tokens that another app has issued, by the keys which that app shows. */
@Injectable()
export class AccessTokenVerifier {
  readonly #reader: CachingAccessTokenVerifier;

  constructor(
    private readonly keys: RemoteJwks,
    jwt: JwtService,
    private readonly clock: Clock,
    @Inject(VERIFIER_OPTIONS) private readonly options: ResolvedVerifierOptions,
  ) {
    const { issuer, audience } = options;
    const terms = { issuer, audience, maxLifetimeSeconds: MAX_LIFETIME };
    this.#reader = new CachingAccessTokenVerifier(jwt, (kid) => keys.find(kid), terms, REMEMBERED);
  }

  /**
   * Verifies signature, algorithm, type, key, issuer, audience and lifetime. Whether the session still
   * lives is known to the issuing app alone: after a logout a token is good here until it expires.
   *
   * @param token what came with a request; nothing of it is trusted, and no address in it is asked
   * @returns undefined for any token that is not a good one
   * @throws KeysUnavailableError when the app's keys could not be fetched yet
   */
  async verify(token: string): Promise<Principal | undefined> {
    const kid = this.#reader.kidOf(token);
    if (kid === undefined) return undefined;
    if ((await this.keys.ensureKey(kid)) === 'unavailable') {
      throw new KeysUnavailableError(`no keys from ${this.options.jwksUri} yet`);
    }
    return this.#reader.verify(token, this.clock.seconds());
  }
}
