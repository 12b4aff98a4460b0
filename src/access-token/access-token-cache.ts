import { hash } from 'node:crypto';
import type { Principal } from './principal.js';
import type { VerifiedToken } from './verify-access-token.js';

/** Maximum number of tokens that are cached with their text, about 0.5 KB each. */
const MAX_FREQUENT = 2048;

/**
 * One of this many comparisons of digests makes its token a frequent one, so that rarely used tokens do not replace frequent
 * ones.
 */
const SAMPLING_INTERVAL = 64;

/** Maximum number of combinations of roles, scopes, client, claims and key that tokens share. */
const MAX_SHARED = 1000;

/** The parts of a verified token that many tokens have in common. */
type SharedParts = Pick<Principal, 'roles' | 'scopes' | 'clientId' | 'claims'> &
  Pick<VerifiedToken, 'kid'>;

interface CachedToken
  extends Pick<Principal, 'userId' | 'sessionId' | 'authTime'>, Pick<VerifiedToken, 'expiresAt'> {
  readonly digest: string;
  readonly shared: SharedParts;
  /** Only of a frequently used token. */
  text: string | undefined;
}

/**
 * A cache of verified access tokens that takes about 290 bytes per token.
 *
 * It finds a token by six characters of its signature, and then compares its SHA-256 digest, or, if the token is used
 * frequently, its text, which is faster. Tokens share roles, scopes, client and custom claims with others that have the
 * same ones. Only valid tokens are added, so invalid ones cannot evict them. The oldest token is evicted first, because
 * tokens expire in the order in which they were issued.
 *
 * Look-ups do not take constant time. Finding the key can reveal six characters of the signature of a cached token, but not
 * the other 80. A text is compared only if these six characters match. How many of its characters match makes a difference
 * of nanoseconds, which cannot be measured over a network within the lifetime of a token.
 */
export class AccessTokenCache {
  /** By {@link keyOf}. Of two tokens with the same key, the last one is cached. */
  readonly #tokens = new Map<number, CachedToken>();
  /** The keys in the order of their insertion, as a ring buffer. Finding the oldest key of a large Map is slow. */
  readonly #keys: number[] = [];
  #oldestKey = 0;
  /** The tokens with text, as a ring buffer. */
  readonly #frequent: CachedToken[] = [];
  readonly #maxFrequent: number;
  #oldestFrequent = 0;
  #digestMatches = 0;
  #shared = new Map<string, SharedParts>();

  /** @param capacity maximum number of tokens; `0` disables the cache */
  constructor(private readonly capacity: number) {
    this.#maxFrequent = Math.min(capacity, MAX_FREQUENT);
  }

  /** The number of tokens. */
  get size(): number {
    return this.#tokens.size;
  }

  /**
   * Returns the cached result for a token, with a frozen principal.
   *
   * @param token untrusted input
   */
  get(token: string): VerifiedToken | undefined {
    const cached = this.#tokens.get(keyOf(token));
    if (cached === undefined) return undefined;
    if (cached.text !== undefined) return cached.text === token ? toVerified(cached) : undefined;
    if (cached.digest !== digestOf(token)) return undefined;
    this.#digestMatches += 1;
    if (this.#digestMatches % SAMPLING_INTERVAL === 0) this.#makeFrequent(cached, token);
    return toVerified(cached);
  }

  /** Freezes the principal of a verified token and caches the result. */
  set(token: string, { principal, kid, expiresAt }: VerifiedToken): void {
    deepFreeze(principal);
    if (this.capacity === 0) return;
    const key = keyOf(token);
    if (!this.#tokens.has(key)) this.#replaceOldest(key);
    const { userId, sessionId, authTime, ...common } = principal;
    const shared = this.#share({ ...common, kid });
    const digest = digestOf(token);
    this.#tokens.set(key, {
      userId,
      sessionId,
      authTime,
      expiresAt,
      digest,
      shared,
      text: undefined,
    });
  }

  /** Adds a key to the ring buffer. If it is full, evicts the token of the oldest key. */
  #replaceOldest(key: number): void {
    const oldest = this.#keys[this.#oldestKey];
    if (oldest !== undefined) this.#tokens.delete(oldest);
    this.#keys[this.#oldestKey] = key;
    this.#oldestKey = (this.#oldestKey + 1) % this.capacity;
  }

  #makeFrequent(cached: CachedToken, token: string): void {
    const replaced = this.#frequent[this.#oldestFrequent];
    if (replaced !== undefined) replaced.text = undefined;
    // The token is a slice that would keep the whole header in memory, so a copy is stored.
    cached.text = Buffer.from(token).toString();
    this.#frequent[this.#oldestFrequent] = cached;
    this.#oldestFrequent = (this.#oldestFrequent + 1) % this.#maxFrequent;
  }

  #share(parts: SharedParts): SharedParts {
    const key = JSON.stringify(parts);
    const existing = this.#shared.get(key);
    if (existing !== undefined) return existing;
    if (this.#shared.size >= MAX_SHARED) this.#shared = new Map();
    this.#shared.set(key, parts);
    return parts;
  }
}

const digestOf = (token: string) => hash('sha256', token, 'binary');

/**
 * Returns a number from six characters at the end of a token, where its signature is random. A `Map` finds a small integer
 * faster than a string. The last character is left out, because it has only four values.
 */
function keyOf(token: string): number {
  const end = token.length - 1;
  let key = 0;
  for (let index = end - 6; index < end; index++) key = (key << 5) ^ token.charCodeAt(index);
  return key;
}

function toVerified({
  userId,
  sessionId,
  authTime,
  expiresAt,
  shared,
}: CachedToken): VerifiedToken {
  const { roles, scopes, clientId, claims, kid } = shared;
  const principal = { userId, sessionId, roles, scopes, clientId, authTime, claims };
  return { principal: Object.freeze(principal), kid, expiresAt };
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
}
