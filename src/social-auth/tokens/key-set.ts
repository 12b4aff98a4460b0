import type { PublicJwk } from './public-jwk.js';
import type { DecryptedKey } from './signing-key.js';

/** A decrypted signing key and the time in which it is used. */
export interface ActiveKey extends DecryptedKey {
  /** Milliseconds since 1970. */
  readonly signsFrom: number;
  /** Milliseconds since 1970. Infinite until the key has a successor. */
  readonly verifiesUntil: number;
}

/** An immutable set of signing keys. Times are in milliseconds since 1970. */
export class KeySet {
  readonly #keys: ReadonlyMap<string, ActiveKey>;

  /**
   * @param newestFirst keys in descending order of `signsFrom`
   */
  constructor(newestFirst: readonly ActiveKey[] = []) {
    this.#keys = new Map(newestFirst.map((key) => [key.kid, key]));
  }

  /** Returns a key, whether it verifies or not. */
  get(kid: string): ActiveKey | undefined {
    return this.#keys.get(kid);
  }

  /** Returns a key, if it verifies tokens at `now`. */
  find(kid: string, now: number): ActiveKey | undefined {
    const key = this.#keys.get(kid);
    return key !== undefined && now < key.verifiesUntil ? key : undefined;
  }

  /**
   * Returns the key that signs at `now`: the newest one whose `signsFrom` has passed. If there is none, because the
   * clock of this instance is slow, returns the oldest one.
   */
  signingKey(now: number): ActiveKey | undefined {
    const keys = [...this.#keys.values()];
    return keys.find(({ signsFrom }) => signsFrom <= now) ?? keys.at(-1);
  }

  /** Returns the public keys that verify at `now`, including keys that do not sign yet. */
  publicJwks(now: number): PublicJwk[] {
    return [...this.#keys.keys()].flatMap((kid) => this.find(kid, now)?.publicJwk ?? []);
  }
}
