import type { Principal } from './principal.js';

/** The result of verifying an access token. */
export interface VerifiedToken {
  /** Frozen by the cache, because all requests with the token share it. */
  readonly principal: Principal;
  /** Id of the key that signed the token. */
  readonly kid: string;
  /** `exp`, in seconds since 1970. */
  readonly expiresAt: number;
}

interface CacheEntry {
  /** The complete token, which is compared on lookup because the map key is only its suffix. */
  readonly token: string;
  readonly verified: VerifiedToken;
}

/** Length of a map key: half of an ES256 signature in base64url. It is faster to hash than the complete token. */
const SUFFIX_LENGTH = 43;

/**
 * A least-recently-used cache of verified access tokens, so that the signature of each token is verified once.
 *
 * Two generations bound its size: when the current one is full it becomes the previous one, and all entries of the
 * previous one that were not used in the meantime are evicted. Invalid tokens are not cached, so they cannot evict
 * valid ones. The caller checks expiration, key and revocation of a cached token.
 */
export class VerifiedTokenCache {
  #current = new Map<string, CacheEntry>();
  #previous = new Map<string, CacheEntry>();

  /**
   * @param capacity maximum number of entries; `0` disables the cache
   */
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
    // The token is a slice of a header or cookie. A copy does not keep that string in memory.
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
