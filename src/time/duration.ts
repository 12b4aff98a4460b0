import { inspect } from 'node:util';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const PATTERN = /^(\d{1,9})(ms|s|m|h|d)$/;

/**
 * A duration, which is a whole number with a unit (`ms`, `s`, `m`, `h` or `d`), or a number of milliseconds. Units
 * cannot be combined, so write `'90m'` instead of `'1h30m'`.
 *
 * @publicApi
 * @example
 * ```ts
 * SocialAuthModule.forRoot({ accessTokenTtl: '5m', sessionIdleTimeout: '14d', providerTimeout: 2500, … })
 * ```
 */
export type Duration = number | `${number}${keyof typeof UNITS}`;

/**
 * Parses a duration.
 *
 * @returns milliseconds
 * @throws TypeError when the value is not a duration
 */
export function parseDuration(duration: Duration): number {
  if (typeof duration === 'number' && Number.isInteger(duration) && duration >= 0) return duration;
  const match = typeof duration === 'string' ? PATTERN.exec(duration) : null;
  if (match === null) {
    throw new TypeError(
      `${inspect(duration)} is not a duration. Use a whole number with a unit (ms, s, m, h or d), such as '5m', or milliseconds.`,
    );
  }
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/**
 * Formats a duration with the largest unit that divides it.
 *
 * @param milliseconds a whole number
 * @returns for example `5m`
 */
export function formatDuration(milliseconds: number): string {
  const units = Object.entries(UNITS).toReversed();
  const [unit, size] = units.find(([, length]) => milliseconds % length === 0) ?? ['ms', 1];
  return `${milliseconds / size}${unit}`;
}
