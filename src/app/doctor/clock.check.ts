import { fail, pass, warn, type CheckResult } from './check-result.js';

/** Beyond this, tokens and login attempts of other instances and providers do not hold, in milliseconds. */
const TOLERATED_SKEW_MS = 30_000;

/** How far this machine's clock is ahead of another's. */
export interface ClockReading {
  source: string;
  /** Negative when it is behind. */
  skewMs: number;
}

/** Compares this machine's clock with those that could be asked. */
export function checkClock(readings: readonly ClockReading[]): CheckResult[] {
  if (readings.length === 0) {
    return [warn('clock', 'Nobody could be asked what time it is, so the clock is not checked.')];
  }
  const wrong = readings.filter(({ skewMs }) => Math.abs(skewMs) > TOLERATED_SKEW_MS);
  if (wrong.length === 0) {
    return [
      pass('clock', `The clock agrees with ${readings.map(({ source }) => source).join(', ')}.`),
    ];
  }
  return wrong.map(({ source, skewMs }) =>
    fail(
      'clock',
      `The clock of this machine is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} that of ${source}.`,
      'Synchronise it (NTP), and that of the other machine, if it is yours.',
    ),
  );
}
