import { median } from '../stats/statistics.js';
import type { Instance } from './instance.js';
import type { Ledger } from './ledger.js';

/** Maximum ratio of the memory at the end of the steady part to the memory at its beginning. */
const MAX_GROWTH = 1.25;

/** Number of samples below which the memory of an instance is still growing after its start. */
const MIN_SAMPLES = 60;

/** Resident memory of the instances over time. */
export class MemorySamples {
  readonly #samples: number[][];

  constructor(private readonly instances: readonly Instance[]) {
    this.#samples = instances.map(() => []);
  }

  sample(): void {
    for (const [index, { memoryMiB }] of this.instances.entries()) {
      this.#samples[index]?.push(memoryMiB);
    }
  }

  /** Compares the first and the last quarter of the samples of each instance. */
  check(ledger: Ledger): string[] {
    return this.#samples.map((samples, index) => {
      const quarter = Math.ceil(samples.length / 4);
      const begin = median(samples.slice(0, quarter));
      const end = median(samples.slice(-quarter));
      if (samples.length >= MIN_SAMPLES && end > begin * MAX_GROWTH) {
        ledger.violation(`instance ${index + 1}: memory grew from ${begin} to ${end} MiB`);
      }
      return `${end.toFixed(0)} / ${begin.toFixed(0)} MiB`;
    });
  }
}
