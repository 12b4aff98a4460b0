import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../../src/time/clock.js';
import { RevocationPoller } from '../../src/social-auth/revocation/revocation-poller.js';
import { captureLogs } from './revocation-feed.fixture.js';

/** A database whose commits become visible at once, and whose looks take as long as a test says. */
class SlowDatabase {
  tookMs = 2;
  fails = false;
  looks = 0;
  /** When the snapshot of the last look that was answered was taken. */
  seenUntil = -Infinity;

  readonly look = async (): Promise<void> => {
    this.looks++;
    const snapshot = performance.now();
    await new Promise((resolve) => setTimeout(resolve, this.tookMs));
    if (this.fails) throw new Error('no database');
    this.seenUntil = Math.max(this.seenUntil, snapshot);
  };
}

describe('the lookout', () => {
  let database: SlowDatabase;
  let lookout: RevocationPoller;

  beforeEach(async () => {
    captureLogs();
    vi.useFakeTimers();
    database = new SlowDatabase();
    lookout = new RevocationPoller(database.look, new Clock());
    const started = lookout.start();
    expect(lookout.isFresh).toBe(false);
    await vi.advanceTimersByTimeAsync(5);
    await started;
  });
  afterEach(() => {
    lookout.stop();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  async function pass(milliseconds: number): Promise<void> {
    for (let ms = 0; ms < milliseconds; ms += 5) {
      await vi.advanceTimersByTimeAsync(5);
      // The promise of this room, at every moment.
      if (lookout.isFresh) expect(performance.now() - database.seenUntil).toBeLessThan(1000);
    }
  }

  it('looks three times a second when nobody rings', async () => {
    await pass(3000);
    expect(database.looks).toBeGreaterThanOrEqual(10);
    expect(database.looks).toBeLessThanOrEqual(12);
    expect(lookout.isFresh).toBe(true);
  });

  it('looks at once when it rings, and rests between looks however often it rings', async () => {
    const { looks } = database;
    lookout.pollNow();
    await pass(25);
    expect(database.looks).toBe(looks + 1);
    for (let ms = 0; ms < 1000; ms += 5) {
      for (let ring = 0; ring < 100; ring++) lookout.pollNow();
      await pass(5);
    }
    expect(database.looks - looks).toBeLessThan(50);
    expect(database.looks - looks).toBeGreaterThan(30);
  });

  it('never has two looks under way, and looks again when it rang meanwhile', async () => {
    database.tookMs = 100;
    await pass(305);
    const { looks } = database;
    lookout.pollNow();
    lookout.pollNow();
    expect(database.looks).toBe(looks);
    await pass(100 + 200 + 10);
    expect(database.looks).toBe(looks + 1);
  });

  it.each([50, 200, 350])('stays whole while looks take %d ms', async (tookMs) => {
    database.tookMs = tookMs;
    for (let ms = 0; ms < 5000; ms += 50) {
      await pass(50);
      expect(lookout.isFresh).toBe(true);
    }
  });

  it.each([450, 700, 1200, 4000])(
    'is never whole on old knowledge while looks take %d ms',
    async (tookMs) => {
      database.tookMs = tookMs;
      await pass(20_000);
      database.tookMs = 2;
      await pass(6000);
      expect(lookout.isFresh).toBe(true);
    },
  );

  it('gives up a first look that is not answered within five seconds', async () => {
    const hanging = new RevocationPoller(() => new Promise(() => {}), new Clock());
    const started = hanging.start();
    started.catch(() => undefined);
    await pass(5005);
    await expect(started).rejects.toThrow('no response within 5000 ms');
    expect(hanging.isFresh).toBe(false);
    hanging.stop();
  });

  it('is not whole a second after the last look that succeeded started', async () => {
    database.fails = true;
    await pass(1010);
    expect(lookout.isFresh).toBe(false);
    await pass(5000);
    expect(lookout.isFresh).toBe(false);
    database.fails = false;
    await pass(520);
    expect(lookout.isFresh).toBe(true);
    expect(lookout.stats.failures).toBeLessThan(20);
  });

  it('says once that it is interrupted and once that it is whole again', async () => {
    const { warnings, messages } = captureLogs();
    database.fails = true;
    await pass(5000);
    expect(warnings.mock.calls).toEqual([[expect.stringContaining('(no database)')]]);
    database.fails = false;
    await pass(3000);
    expect(messages.mock.calls).toEqual([[expect.stringContaining('current again')]]);
    expect(warnings).toHaveBeenCalledOnce();
  });

  it('says nothing of a failure that is mended within the second', async () => {
    const { warnings, messages } = captureLogs();
    database.fails = true;
    await pass(500);
    database.fails = false;
    await pass(1000);
    expect([warnings, messages].map((spy) => spy.mock.calls)).toEqual([[], []]);
  });

  it('is not whole after the event loop stood still, until it has looked', async () => {
    const later = performance.now() + 1500;
    const spy = vi.spyOn(performance, 'now').mockImplementation(() => later);
    expect(lookout.isFresh).toBe(false);
    spy.mockRestore();
  });

  it('is not whole after the machine slept, although the monotonic clock slept too', async () => {
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(lookout.isFresh).toBe(false);
    await pass(310);
    expect(lookout.isFresh).toBe(true);
  });

  it('stays whole when the clock is set back', async () => {
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(lookout.isFresh).toBe(true);
    database.fails = true;
    await pass(1010);
    expect(lookout.isFresh).toBe(false);
  });
});
