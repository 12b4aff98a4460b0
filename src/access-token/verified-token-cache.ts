import type { Principal } from './principal.js';

/** What was found out about an access token, once. */
export interface VerifiedToken {
  /** Shared by all requests of the token, and frozen for that reason. */
  readonly principal: Principal;
  /** Which key its signature was made with. */
  readonly kid: string;
  /** NumericDate, seconds. */
  readonly expiresAt: number;
}

interface Entry {
  /** The whole of it: the end of a token is no proof of the rest. */
  readonly token: string;
  readonly verified: VerifiedToken;
}

/** Half of a signature (ES256, base64url): quicker to look up than the whole token, and as telling. */
const KEY_LENGTH = 43;

/**
 * Remembers good access tokens by their text, so that each is verified once and not at every request.
 *
 * Bounded by two generations: when the young one is full it becomes the old one, and what was not asked
 * for since is forgotten with the one before. Only good tokens come in, so no flood of others drives them
 * out. Whoever asks has to look at lifetime, key and revocation again.
 */
export class VerifiedTokenCache {
  #young = new Map<string, Entry>();
  #old = new Map<string, Entry>();

  /** @param capacity how many it remembers at the most; none with 0 */
  constructor(private readonly capacity: number) {}

  /** How many it remembers. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(token: string): VerifiedToken | undefined {
    const key = token.slice(-KEY_LENGTH);
    const entry = this.#young.get(key) ?? this.#older(key);
    return entry?.token === token ? entry.verified : undefined;
  }

  /** Freezes the principal and remembers it. */
  set(token: string, verified: VerifiedToken): void {
    freeze(verified.principal);
    // A copy: the text is a part of the request's header, all of which it would keep in memory.
    const copy = Buffer.from(token).toString();
    this.#keep(copy.slice(-KEY_LENGTH), { token: copy, verified });
  }

  /** Whatever is asked for stays. */
  #older(key: string): Entry | undefined {
    const entry = this.#old.get(key);
    if (entry !== undefined) this.#keep(entry.token.slice(-KEY_LENGTH), entry);
    return entry;
  }

  #keep(key: string, entry: Entry): void {
    if (this.capacity === 0) return;
    if (this.#young.size >= this.capacity / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#old.delete(key);
    this.#young.set(key, entry);
  }
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
