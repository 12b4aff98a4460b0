import { Inject, Injectable } from '@nestjs/common';
import { Aead } from '../../../../crypto/aead.js';
import { randomToken } from '../../../../crypto/random.js';
import { Clock } from '../../../../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../../core/options.js';
import { CookieJar } from '../../request/cookie-jar.js';
import type { HttpRequest } from '../../request/http-request.js';

const NAME = 'id-token-nonce';

/** Lifetime of a nonce, in seconds. */
const LIFETIME_SECONDS = 600;

/** Remaining lifetime, in seconds, below which another tab gets a new nonce. */
const MIN_REMAINING_SECONDS = 300;

/** A nonce for the ID tokens of one browser. */
export interface IssuedNonce {
  readonly nonce: string;
  /** Remaining lifetime, in seconds. */
  readonly expiresIn: number;
}

/**
 * Issues the nonces of ID tokens, and binds each to the browser that requested it.
 *
 * The cookie is encrypted, so that an attacker with a stolen ID token cannot create the cookie for its nonce.
 */
@Injectable()
export class IdTokenNonces {
  readonly #aead: Aead;

  constructor(
    private readonly jar: CookieJar,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) { secrets }: ResolvedOptions,
  ) {
    this.#aead = new Aead(secrets, 'id-token-nonce');
  }

  /** Returns the nonce of the browser, so that several tabs can use it, or a new one. */
  issue(request: HttpRequest, response: unknown): IssuedNonce {
    const current = this.find(request);
    if (current !== undefined && current.expiresIn >= MIN_REMAINING_SECONDS) return current;
    const nonce = randomToken();
    const value = this.#aead.encrypt(`${nonce}.${this.clock.seconds() + LIFETIME_SECONDS}`);
    this.jar.set(response, NAME, value, LIFETIME_SECONDS);
    return { nonce, expiresIn: LIFETIME_SECONDS };
  }

  /** Returns the nonce of the browser. Undefined without a valid cookie. */
  find(request: HttpRequest): IssuedNonce | undefined {
    const encrypted = this.jar.get(request, NAME);
    const text = encrypted === undefined ? undefined : this.#aead.decrypt(encrypted);
    const [nonce = '', expiresAt] = text?.split('.') ?? [];
    const expiresIn = Number(expiresAt) - this.clock.seconds();
    return expiresIn > 0 ? { nonce, expiresIn } : undefined;
  }

  clear(response: unknown): void {
    this.jar.clear(response, NAME);
  }
}
