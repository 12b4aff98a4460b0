/** Duration and repetitions of the measurements of a run. */
export interface RunProfile {
  /** Number of rounds of each comparison. Each round samples every candidate once. */
  readonly rounds: number;
  /** Duration of one sample. */
  readonly seconds: number;
  /**
   * Limits of the warm-up of each candidate before the first round. The warm-up ends at the first limit that is
   * reached.
   */
  readonly warmUp: { readonly steps: number; readonly seconds: number };
  /** For each measurement of guarded requests, the number of different tokens that the requests use in turn. */
  readonly distinctTokens: readonly number[];
  readonly revocations: number;
  readonly starts: number;
  /** Numbers of rows per table in the growth scenario, in ascending order. */
  readonly growth: readonly number[];
}

/**
 * Returns the profile of a full or a quick run.
 *
 * @param rows base-10 logarithm of the largest table size in the growth scenario
 */
export function createRunProfile(quick: boolean, rows: number): RunProfile {
  if (quick) {
    return {
      rounds: 2,
      seconds: 0.3,
      warmUp: { steps: 100, seconds: 0.2 },
      distinctTokens: [1, 1000, 10_000],
      revocations: 20,
      starts: 2,
      growth: [1000, 10_000],
    };
  }
  return {
    rounds: 15,
    seconds: 0.5,
    warmUp: { steps: 5000, seconds: 8 },
    distinctTokens: [1, 1000, 10_000, 100_000],
    revocations: 200,
    starts: 7,
    growth: [1000, 100_000, 1_000_000, 10_000_000].filter((size) => size <= 10 ** rows),
  };
}
