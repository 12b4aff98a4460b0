/** How long and how often a run measures. */
export interface RunProfile {
  /** Rounds of every comparison; the contestants take turns in each. */
  readonly rounds: number;
  /** Of one turn. */
  readonly seconds: number;
  /** So many steps each contestant does before the first round, unless that takes longer than so long. */
  readonly warmUp: { readonly steps: number; readonly seconds: number };
  /** How many different tokens a guarded route is shown in rotation. */
  readonly distinctTokens: readonly number[];
  /** The same, with more than the default cache holds. */
  readonly tooManyTokens: readonly number[];
  readonly revocations: number;
  readonly starts: number;
  /** Rows in the tables of the growth part, ascending. */
  readonly growth: readonly number[];
}

/** @param rows the growth part goes up to 10 to the power of this */
export function runProfile({ quick, rows }: { quick: boolean; rows: number }): RunProfile {
  if (quick) {
    return {
      rounds: 2,
      seconds: 0.3,
      warmUp: { steps: 100, seconds: 0.2 },
      distinctTokens: [1, 1000, 10_000],
      tooManyTokens: [],
      revocations: 20,
      starts: 2,
      growth: [1000, 10_000],
    };
  }
  return {
    rounds: 15,
    seconds: 0.5,
    warmUp: { steps: 5000, seconds: 8 },
    distinctTokens: [1, 1000, 10_000],
    tooManyTokens: [100_000],
    revocations: 200,
    starts: 7,
    growth: [1000, 100_000, 1_000_000, 10_000_000].filter((size) => size <= 10 ** rows),
  };
}
