const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration: a number of milliseconds, or a whole number with a unit: `'500ms'`, `'30s'`, `'5m'`, `'12h'`, `'14d'`. */
export type Duration = number | `${number}${keyof typeof UNITS}`;

/**
 * Parses a duration.
 *
 * @returns milliseconds
 * @throws TypeError when the value is not a duration
 */
export function parseDuration(duration: Duration): number {
  if (typeof duration === 'number' && Number.isInteger(duration) && duration >= 0) return duration;
  const [, count, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(String(duration)) ?? [];
  if (typeof duration !== 'string' || count === undefined || unit === undefined) {
    const value = JSON.stringify(duration) ?? String(duration);
    throw new TypeError(
      `${value} is not a duration. Use a whole number with a unit (ms, s, m, h or d), such as '5m', or milliseconds.`,
    );
  }
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}

/**
 * Formats a duration with the largest unit that divides it.
 *
 * @param milliseconds a whole number
 * @returns such as `5m`
 */
export function formatDuration(milliseconds: number): string {
  const units = Object.entries(UNITS).toReversed();
  const [unit, size] = units.find(([, length]) => milliseconds % length === 0) ?? ['ms', 1];
  return `${milliseconds / size}${unit}`;
}
