/** Entries are evicted by slots of this length, in milliseconds, so that eviction never searches. */
const SLOT_MS = 5000;

/** The ids of recently revoked sessions. Its size is bounded by the number of revocations within the window. */
export class RevokedSessionCache {
  readonly #ids = new Set<string>();
  readonly #slots = new Map<number, string[]>();

  /**
   * @param windowMs time for which an entry is kept after the revocation, in milliseconds; it is evicted at most 5 s
   *   later
   */
  constructor(private readonly windowMs: number) {}

  /** Number of entries. */
  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /**
   * Adds a session.
   *
   * @param revokedAt time of the revocation, in milliseconds of a clock that cannot be set (`performance.now()`)
   * @returns whether the session was not in the cache
   */
  add(id: string, revokedAt: number): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    const slot = Math.floor(revokedAt / SLOT_MS);
    const ids = this.#slots.get(slot);
    if (ids === undefined) this.#slots.set(slot, [id]);
    else ids.push(id);
    return true;
  }

  /**
   * Removes entries whose window has passed. Takes time proportional to the number of removed entries.
   *
   * @param now current time of the same clock
   */
  evict(now: number): void {
    const oldest = Math.floor((now - this.windowMs) / SLOT_MS);
    for (const [slot, ids] of this.#slots) {
      if (slot >= oldest) continue;
      for (const id of ids) this.#ids.delete(id);
      this.#slots.delete(slot);
    }
  }
}
