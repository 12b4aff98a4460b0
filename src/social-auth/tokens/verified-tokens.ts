import type { Principal } from '../core/principal.js';

/** What was found out about an access token, once. */
export interface VerifiedToken {
  /** Shared by all requests of the token, and frozen for that reason. */
  readonly principal: Principal;
  /** Which key its signature was made with. */
  readonly kid: string;
  /** NumericDate, seconds. */
  readonly expiresAt: number;
}

/**
 * Remembers good access tokens by their text, so that each is verified once and not at every request.
 *
 * Bounded by two generations: when the young one is full it becomes the old one, and what was not asked
 * for since is forgotten with the one before. Only good tokens come in, so no flood of others drives them
 * out. Whoever asks has to look at lifetime, key and revocation again.
 */
export class VerifiedTokens {
  #young = new Map<string, VerifiedToken>();
  #old = new Map<string, VerifiedToken>();

  /** @param capacity how many it remembers at the most; none with 0 */
  constructor(private readonly capacity: number) {}

  /** How many it remembers. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  find(token: string): VerifiedToken | undefined {
    const verified = this.#young.get(token);
    if (verified !== undefined) return verified;
    const older = this.#old.get(token);
    if (older !== undefined) this.#keep(token, older);
    return older;
  }

  /** Freezes the principal and remembers it. */
  add(token: string, verified: VerifiedToken): void {
    freeze(verified.principal);
    this.#keep(token, verified);
  }

  #keep(token: string, verified: VerifiedToken): void {
    if (this.capacity === 0) return;
    if (this.#young.size >= this.capacity / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#old.delete(token);
    // A copy: the text is a part of the request's header, all of which it would keep in memory.
    this.#young.set(Buffer.from(token).toString(), verified);
  }
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
