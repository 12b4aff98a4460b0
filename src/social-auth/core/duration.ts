const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A span of time such as `30s`, `5m`, `12h` or `90d`. */
export type Duration = `${number}${keyof typeof SECONDS}`;

/** @returns the span in seconds. @throws TypeError for anything but a whole number and a unit. */
export function seconds(duration: Duration): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  if (count === undefined || unit === undefined) {
    throw new TypeError(
      `"${duration}" is no duration: write a whole number and s, m, h or d, such as 5m`,
    );
  }
  return Number(count) * SECONDS[unit as keyof typeof SECONDS];
}
