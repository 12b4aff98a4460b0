import type { Clock } from './clock.js';

/**
 * A point in time on two clocks, because neither clock measures every interval correctly. The monotonic clock may stop
 * while the machine sleeps. The system clock can be set to another time.
 */
export interface ClockReadings {
  /** `performance.now()`, in milliseconds. */
  readonly monotonicMs: number;
  /** System time, in milliseconds since 1970. */
  readonly systemMs: number;
}

/** Reads both clocks. */
export function readClocks(clock: Clock): ClockReadings {
  return { monotonicMs: performance.now(), systemMs: clock.milliseconds() };
}

/**
 * Returns the milliseconds since `start`. Uses the clock with the larger difference, so that the result is not too
 * small after the machine slept or the system clock was set back.
 */
export function elapsedMs(start: ClockReadings, clock: Clock): number {
  return Math.max(performance.now() - start.monotonicMs, clock.milliseconds() - start.systemMs);
}
