/** Sessions are dropped by slots of so many milliseconds, so that dropping never searches. */
const SLOT_MS = 5000;

/** The sessions that died lately: a set that forgets, bounded by the deaths of its window. */
export class RevokedSessionCache {
  readonly #ids = new Set<string>();
  readonly #slots = new Map<number, string[]>();

  /** @param windowMs how long a session is kept after its end, in milliseconds, or up to 5 s longer */
  constructor(private readonly windowMs: number) {}

  /** How many it knows. */
  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** @returns whether that is news. */
  add(id: string, revokedAt: Date): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    const slot = Math.floor(revokedAt.getTime() / SLOT_MS);
    const ids = this.#slots.get(slot);
    if (ids === undefined) this.#slots.set(slot, [id]);
    else ids.push(id);
    return true;
  }

  /** Drops those whose window is over; costs as much as it drops. */
  evict(now: Date): void {
    const oldest = Math.floor((now.getTime() - this.windowMs) / SLOT_MS);
    for (const [slot, ids] of this.#slots) {
      if (slot >= oldest) continue;
      for (const id of ids) this.#ids.delete(id);
      this.#slots.delete(slot);
    }
  }
}
