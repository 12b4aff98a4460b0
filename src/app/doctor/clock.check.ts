import { fail, pass, warn, type CheckResult } from './check-result.js';

/**
 * Maximum difference between two clocks, in milliseconds. With a larger difference, tokens appear expired or not yet
 * valid.
 */
const MAX_SKEW_MS = 30_000;

/** The difference between the clock of this machine and another clock. */
export interface ClockReading {
  source: string;
  /** In milliseconds. Positive if the clock of this machine is ahead. */
  skewMs: number;
}

/** Compares the clock of this machine with the given readings. */
export function checkClock(readings: readonly ClockReading[]): CheckResult[] {
  if (readings.length === 0) {
    const message = 'The clock was not checked: no provider or database returned a time.';
    return [warn('clock', message)];
  }
  const skewed = readings.filter(({ skewMs }) => Math.abs(skewMs) > MAX_SKEW_MS);
  if (skewed.length === 0) {
    const sources = readings.map(({ source }) => source).join(', ');
    return [pass('clock', `The clock agrees with ${sources}.`)];
  }
  return skewed.map(({ source, skewMs }) => {
    const difference = `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'}`;
    return fail(
      'clock',
      `The clock of this machine is ${difference} the clock of ${source}.`,
      'Synchronize the clock of this machine with NTP. If the other machine is yours, synchronize its clock, too.',
    );
  });
}
