import { hash } from 'node:crypto';
import type { Principal } from './principal.js';
import type { VerifiedToken } from './verify-access-token.js';

/** Maximum number of combinations of roles, scopes, client and claims that entries share. */
const MAX_SHARED = 1000;

/** The parts of a verified token that many tokens have in common. */
type SharedParts = Pick<Principal, 'roles' | 'scopes' | 'clientId' | 'claims'> &
  Pick<VerifiedToken, 'kid'>;

interface CompactToken
  extends Pick<Principal, 'userId' | 'sessionId' | 'authTime'>, Pick<VerifiedToken, 'expiresAt'> {
  readonly shared: SharedParts;
}

/**
 * A cache of verified access tokens that takes about 260 bytes per token.
 *
 * It identifies a token by its SHA-256 digest instead of keeping its text. Entries share roles, scopes, client and
 * custom claims with others that have the same ones. Only valid tokens are added, so invalid ones cannot evict them. The
 * oldest entry is evicted first, because tokens expire in the order in which they were issued.
 *
 * Look-ups do not take constant time. Their duration can only depend on the digest of the presented token, from which no
 * valid token can be derived.
 */
export class CompactTokenCache {
  readonly #tokens = new Map<string, CompactToken>();
  /** The digests in the order of their insertion, as a ring buffer. Finding the oldest key of a large Map is slow. */
  readonly #digests: string[] = [];
  #oldest = 0;
  #shared = new Map<string, SharedParts>();

  /** @param capacity maximum number of tokens; `0` disables the cache */
  constructor(private readonly capacity: number) {}

  /** The number of tokens. */
  get size(): number {
    return this.#tokens.size;
  }

  /** Returns the digest of a token, for {@link get} and {@link set}. */
  static digest(token: string): string {
    return hash('sha256', token, 'binary');
  }

  /** Returns the cached result for a token, with a frozen principal. */
  get(digest: string): VerifiedToken | undefined {
    const token = this.#tokens.get(digest);
    if (token === undefined) return undefined;
    const { userId, sessionId, authTime, expiresAt, shared } = token;
    const { roles, scopes, clientId, claims, kid } = shared;
    const principal = { userId, sessionId, roles, scopes, clientId, authTime, claims };
    return { principal: Object.freeze(principal), kid, expiresAt };
  }

  /** @param verified its principal must be frozen */
  set(digest: string, { principal, kid, expiresAt }: VerifiedToken): void {
    if (this.capacity === 0) return;
    if (this.#tokens.size >= this.capacity) this.#tokens.delete(this.#digests[this.#oldest] ?? '');
    this.#digests[this.#oldest] = digest;
    this.#oldest = (this.#oldest + 1) % this.capacity;
    const { userId, sessionId, authTime, ...common } = principal;
    const shared = this.#share({ ...common, kid });
    this.#tokens.set(digest, { userId, sessionId, authTime, expiresAt, shared });
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
