/** Width of a bucket: each is this factor longer than the previous one. */
const GROWTH = 1.02;
const SHORTEST_SECONDS = 1e-6;

/** A histogram of latencies with buckets of 2 %, whose memory does not grow with their number. */
export class Latencies {
  readonly #buckets: number[] = [];
  #count = 0;

  add(seconds: number): void {
    const ratio = Math.max(seconds / SHORTEST_SECONDS, 1);
    const bucket = Math.floor(Math.log(ratio) / Math.log(GROWTH));
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
  }

  addAll(other: Latencies): void {
    for (const [bucket, count = 0] of other.#buckets.entries()) {
      this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + count;
    }
    this.#count += other.#count;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * @param share from 0 to 1
   * @returns the latency that this share does not exceed, in seconds; NaN without latencies
   */
  percentile(share: number): number {
    let remaining = this.#count * share;
    for (const [bucket, count = 0] of this.#buckets.entries()) {
      remaining -= count;
      if (remaining <= 0 && count > 0) return SHORTEST_SECONDS * GROWTH ** (bucket + 0.5);
    }
    return NaN;
  }
}
