import { beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../src/time/clock.js';
import { ThrottledTask } from '../../src/time/throttled-task.js';

describe('ThrottledTask', () => {
  let now: number;
  let starts: number;
  let finish: () => void;
  let task: ThrottledTask;

  beforeEach(() => {
    now = 1_000_000;
    starts = 0;
    const clock = new Clock();
    clock.milliseconds = () => now;
    task = new ThrottledTask(clock, 5000, () => {
      starts += 1;
      return new Promise((resolve) => (finish = resolve));
    });
  });

  it('shares one run among concurrent callers', async () => {
    const runs = Array.from({ length: 50 }, () => task.run());
    finish();
    await Promise.all(runs);
    expect(starts).toBe(1);
  });

  it('does not start again before the interval has passed', async () => {
    const first = task.run();
    finish();
    await first;
    now += 4999;
    await task.run();
    expect(starts).toBe(1);
    now += 1;
    void task.run();
    expect(starts).toBe(2);
  });

  it('does not start a second run while the first one takes longer than the interval', () => {
    void task.run();
    now += 60_000;
    void task.run();
    expect(starts).toBe(1);
  });

  it('starts again when the clock was set back', async () => {
    const first = task.run();
    finish();
    await first;
    now -= 3_600_000;
    void task.run();
    expect(starts).toBe(2);
  });
});
