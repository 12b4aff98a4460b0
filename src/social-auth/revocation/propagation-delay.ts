/** The upper bounds of the histogram, in seconds; 1 s is the promise. */
const BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;

/** How late this instance heard of sessions that ended elsewhere. */
export interface PropagationDelayStats {
  /** Of the last one heard of, in milliseconds; 0 before the first. */
  readonly lastMs: number;
  readonly maxMs: number;
  readonly sumMs: number;
  readonly count: number;
  /** Cumulative, as Prometheus counts: how many were heard of within `seconds`. */
  readonly buckets: readonly { readonly seconds: number; readonly count: number }[];
}

/** Counts lags into a fixed histogram. */
export class PropagationDelay {
  readonly #counts: number[] = BOUNDS.map(() => 0);
  #lastMs = 0;
  #maxMs = 0;
  #sumMs = 0;
  #count = 0;

  /** @param milliseconds between the end of a session and hearing of it; below zero when clocks differ */
  record(milliseconds: number): void {
    const lag = Math.max(0, milliseconds);
    this.#lastMs = lag;
    this.#maxMs = Math.max(this.#maxMs, lag);
    this.#sumMs += lag;
    this.#count++;
    for (const [index, bound] of BOUNDS.entries()) {
      if (lag <= bound * 1000) this.#counts[index] = (this.#counts[index] ?? 0) + 1;
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
