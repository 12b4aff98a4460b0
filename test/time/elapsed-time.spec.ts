import { describe, expect, it } from 'vitest';
import { Clock } from '../../src/time/clock.js';
import { elapsedMs, readClocks } from '../../src/time/elapsed-time.js';

describe('elapsedMs', () => {
  it('includes the time during which the machine was suspended and the monotonic clock may have stopped', () => {
    const clock = new Clock();
    const start = readClocks(clock);
    clock.milliseconds = () => Date.now() + 60_000;
    expect(elapsedMs(start, clock)).toBeGreaterThanOrEqual(60_000);
  });

  it('does not become negative when the system clock is set back', () => {
    const clock = new Clock();
    const start = readClocks(clock);
    clock.milliseconds = () => Date.now() - 60_000;
    expect(elapsedMs(start, clock)).toBeGreaterThanOrEqual(0);
  });
});
