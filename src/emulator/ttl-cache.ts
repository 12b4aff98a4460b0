interface Entry<T> {
  readonly value: T;
  readonly until: number;
}

/** Remembers values for a while, and at most so many of them: the oldest go first. */
export class TtlCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #lifetimeMs: number;
  readonly #capacity: number;
  readonly #now: () => number;

  constructor(options: { lifetimeMs: number; capacity: number; now: () => number }) {
    this.#lifetimeMs = options.lifetimeMs;
    this.#capacity = options.capacity;
    this.#now = options.now;
  }

  get size(): number {
    return this.#entries.size;
  }

  set(key: string, value: T): void {
    this.#makeRoom();
    this.#entries.set(key, { value, until: this.#now() + this.#lifetimeMs });
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry && this.#now() < entry.until ? entry.value : undefined;
  }

  /** Gives the value and forgets it. */
  take(key: string): T | undefined {
    const value = this.get(key);
    this.#entries.delete(key);
    return value;
  }

  // All entries live equally long, so the expired ones are always at the front.
  #makeRoom(): void {
    for (const [key, { until }] of this.#entries) {
      if (this.#now() < until && this.#entries.size < this.#capacity) {
        return;
      }
      this.#entries.delete(key);
    }
  }
}
