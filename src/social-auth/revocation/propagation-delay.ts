/** The upper bounds of the histogram, in seconds. Delays stay below 1 s unless the feed is stale. */
const BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;

/** The delays with which this instance received revocations of other instances. */
export interface PropagationDelayStats {
  /** The delay of the latest revocation, in milliseconds. 0 before the first one. */
  readonly lastMs: number;
  readonly maxMs: number;
  readonly sumMs: number;
  readonly count: number;
  /** The number of delays of at most `seconds`, cumulative as in Prometheus. */
  readonly buckets: readonly { readonly seconds: number; readonly count: number }[];
}

/** A histogram of delays. */
export class PropagationDelay {
  readonly #counts: number[] = BOUNDS.map(() => 0);
  #lastMs = 0;
  #maxMs = 0;
  #sumMs = 0;
  #count = 0;

  /** @param milliseconds the delay, which is negative if the clocks differ */
  record(milliseconds: number): void {
    const delay = Math.max(0, milliseconds);
    this.#lastMs = delay;
    this.#maxMs = Math.max(this.#maxMs, delay);
    this.#sumMs += delay;
    this.#count++;
    for (const [index, bound] of BOUNDS.entries()) {
      if (delay <= bound * 1000) this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    }
  }

  get stats(): PropagationDelayStats {
    return {
      lastMs: this.#lastMs,
      maxMs: this.#maxMs,
      sumMs: this.#sumMs,
      count: this.#count,
      buckets: BOUNDS.map((seconds, index) => ({ seconds, count: this.#counts[index] ?? 0 })),
    };
  }
}
