import type { Clock } from './clock.js';

/** A point in time by two clocks: one cannot be set, the other goes on while the machine sleeps. */
export interface Timestamps {
  readonly monotonicMs: number;
  readonly clockMs: number;
}

/** @returns the present moment. */
export function timestamps(clock: Clock): Timestamps {
  return { monotonicMs: performance.now(), clockMs: clock.milliseconds() };
}

/** @returns how long ago a moment was, in milliseconds, by the clock that says longer. */
export function elapsedMs({ monotonicMs, clockMs }: Timestamps, clock: Clock): number {
  return Math.max(performance.now() - monotonicMs, clock.milliseconds() - clockMs);
}
