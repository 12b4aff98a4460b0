import type { Clock } from './clock.js';

/**
 * A point in time, read from two clocks: the monotonic clock, which cannot be set but may stop while the machine
 * sleeps, and the system clock, which continues during sleep but can be set.
 */
export interface Timestamps {
  /** `performance.now()`, in milliseconds. */
  readonly monotonicMs: number;
  /** System time, in milliseconds since 1970. */
  readonly clockMs: number;
}

/** Returns the current time of both clocks. */
export function timestamps(clock: Clock): Timestamps {
  return { monotonicMs: performance.now(), clockMs: clock.milliseconds() };
}

/** Returns the milliseconds since `start`: the larger of the two clocks' measurements. */
export function elapsedMs(start: Timestamps, clock: Clock): number {
  return Math.max(performance.now() - start.monotonicMs, clock.milliseconds() - start.clockMs);
}
