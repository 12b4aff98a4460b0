import type { KeyObject } from 'node:crypto';
import type { JwtService } from '@nestjs/jwt';
import type { Principal } from './principal.js';
import { VerifiedTokenCache } from './verified-token-cache.js';
import {
  accessTokenKid,
  verifyAccessToken,
  type VerifyAccessTokenOptions,
} from './verify-access-token.js';

/** What all access tokens of one reader have to say; the present is told each time. */
export type ExpectedClaims = Omit<VerifyAccessTokenOptions, 'now'>;

/** Reads access tokens, and verifies each good one once; whether its session lives is not looked at. */
export class CachingAccessTokenVerifier {
  readonly #verified: VerifiedTokenCache;

  /**
   * @param findKey looks a key up among those that are trusted now
   * @param capacity how many good tokens are remembered; with 0 each is verified every time
   */
  constructor(
    private readonly jwt: JwtService,
    private readonly findKey: (kid: string) => KeyObject | undefined,
    private readonly terms: ExpectedClaims,
    capacity: number,
  ) {
    this.#verified = new VerifiedTokenCache(capacity);
  }

  /** @returns which key a token names; undefined when it cannot be one of ours, whatever its key. */
  kidOf(token: string): string | undefined {
    return this.#verified.get(token)?.kid ?? accessTokenKid(token);
  }

  /**
   * A token that was good before is not verified again, but for its lifetime and its key.
   *
   * @param token what came with a request; nothing of it is trusted
   * @param now in whole seconds since 1970
   * @returns undefined for any token that is not a good one; what it returns is frozen
   */
  verify(token: string, now: number): Principal | undefined {
    const known = this.#verified.get(token);
    if (known !== undefined) {
      const good = now < known.expiresAt && this.findKey(known.kid) !== undefined;
      return good ? known.principal : undefined;
    }
    const verified = verifyAccessToken(this.jwt, token, this.findKey, { ...this.terms, now });
    if (verified !== undefined) this.#verified.set(token, verified);
    return verified?.principal;
  }
}
