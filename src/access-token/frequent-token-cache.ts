import type { VerifiedToken } from './verify-access-token.js';

interface CacheEntry {
  /** The complete token. Look-ups compare it, because the key of the map is only its suffix. */
  readonly token: string;
  readonly verified: VerifiedToken;
}

/** Length of a map key: half of an ES256 signature in base64url. Such a key is faster to hash than the complete token. */
const SUFFIX_LENGTH = 43;

/**
 * Caches the frequently used access tokens with their text. `CompactTokenCache` caches all tokens.
 *
 * The entries are in two generations, which limits their number. When the current generation is full, it replaces the
 * previous one, and the entries of the previous one that were not used since then are dropped. Only valid tokens are
 * cached, so invalid tokens cannot evict them. The caller checks expiration, key and revocation of a cached token.
 */
export class FrequentTokenCache {
  #current = new Map<string, CacheEntry>();
  #previous = new Map<string, CacheEntry>();

  /** @param capacity maximum number of entries; `0` disables the cache */
  constructor(private readonly capacity: number) {}

  /** The number of entries. */
  get size(): number {
    return this.#current.size + this.#previous.size;
  }

  /** Returns the cached result for a token. */
  get(token: string): VerifiedToken | undefined {
    const suffix = token.slice(-SUFFIX_LENGTH);
    const entry = this.#current.get(suffix) ?? this.#promote(suffix);
    return entry?.token === token ? entry.verified : undefined;
  }

  /** Freezes the principal of a verified token and caches the result. */
  set(token: string, verified: VerifiedToken): void {
    deepFreeze(verified.principal);
    // The token is a slice that would keep the whole header in memory, so a copy is stored.
    const copy = Buffer.from(token).toString();
    this.#add(copy.slice(-SUFFIX_LENGTH), { token: copy, verified });
  }

  /** Moves an entry from the previous generation to the current one. */
  #promote(suffix: string): CacheEntry | undefined {
    const entry = this.#previous.get(suffix);
    if (entry !== undefined) this.#add(entry.token.slice(-SUFFIX_LENGTH), entry);
    return entry;
  }

  #add(suffix: string, entry: CacheEntry): void {
    if (this.capacity === 0) return;
    if (this.#current.size >= this.capacity / 2) {
      this.#previous = this.#current;
      this.#current = new Map();
    }
    this.#previous.delete(suffix);
    this.#current.set(suffix, entry);
  }
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
}
