interface Entry<T> {
  readonly value: T;
  readonly expiresAt: number;
}

/** Stores values for a fixed time. If the cache is full, the oldest entries are removed. */
export class TtlCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #ttlMs: number;
  readonly #capacity: number;
  readonly #now: () => number;

  constructor(options: { ttlMs: number; capacity: number; now: () => number }) {
    this.#ttlMs = options.ttlMs;
    this.#capacity = options.capacity;
    this.#now = options.now;
  }

  /** The number of entries, including expired entries that have not been removed yet. */
  get size(): number {
    return this.#entries.size;
  }

  set(key: string, value: T): void {
    this.#evict();
    this.#entries.set(key, { value, expiresAt: this.#now() + this.#ttlMs });
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry && this.#now() < entry.expiresAt ? entry.value : undefined;
  }

  /** Returns a value and removes it. */
  consume(key: string): T | undefined {
    const value = this.get(key);
    this.#entries.delete(key);
    return value;
  }

  // Removes expired entries, and the oldest ones if the cache is full. All entries have the same TTL, so they expire in
  // the order of their insertion.
  #evict(): void {
    for (const [key, { expiresAt }] of this.#entries) {
      if (this.#now() < expiresAt && this.#entries.size < this.#capacity) {
        return;
      }
      this.#entries.delete(key);
    }
  }
}
