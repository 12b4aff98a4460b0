import type { Clock } from '../core/clock.js';

/** A point in time by two clocks: one cannot be set, the other goes on while the machine sleeps. */
export interface Moment {
  readonly monotonicMs: number;
  readonly clockMs: number;
}

/** @returns the present moment. */
export function present(clock: Clock): Moment {
  return { monotonicMs: performance.now(), clockMs: clock.milliseconds() };
}

/** @returns how long ago a moment was, in milliseconds, by the clock that says longer. */
export function millisecondsSince({ monotonicMs, clockMs }: Moment, clock: Clock): number {
  return Math.max(performance.now() - monotonicMs, clock.milliseconds() - clockMs);
}
