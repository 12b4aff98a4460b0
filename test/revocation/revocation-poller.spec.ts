import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../../src/time/clock.js';
import { RevocationPoller } from '../../src/social-auth/revocation/revocation-poller.js';
import { captureLogs } from './revocation-feed.fixture.js';

/** A database with a configurable duration of polls. */
class SlowDatabase {
  tookMs = 2;
  fails = false;
  isComplete = true;
  polls = 0;
  /** The time of the snapshot of the last complete poll. */
  seenUntil = -Infinity;

  readonly poll = async (): Promise<boolean> => {
    this.polls++;
    const snapshot = performance.now();
    await new Promise((resolve) => setTimeout(resolve, this.tookMs));
    if (this.fails) throw new Error('no database');
    if (this.isComplete) this.seenUntil = Math.max(this.seenUntil, snapshot);
    return this.isComplete;
  };
}

describe('RevocationPoller', () => {
  let database: SlowDatabase;
  let poller: RevocationPoller;

  beforeEach(async () => {
    captureLogs();
    vi.useFakeTimers();
    database = new SlowDatabase();
    poller = new RevocationPoller(database.poll, new Clock());
    const started = poller.start();
    expect(poller.isFresh).toBe(false);
    await vi.advanceTimersByTimeAsync(5);
    await started;
  });
  afterEach(() => {
    poller.stop();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  async function pass(milliseconds: number): Promise<void> {
    for (let ms = 0; ms < milliseconds; ms += 5) {
      await vi.advanceTimersByTimeAsync(5);
      // Holds at all times.
      if (poller.isFresh) expect(performance.now() - database.seenUntil).toBeLessThan(1000);
    }
  }

  it('polls three times a second without notifications', async () => {
    await pass(3000);
    expect(database.polls).toBeGreaterThanOrEqual(10);
    expect(database.polls).toBeLessThanOrEqual(12);
    expect(poller.isFresh).toBe(true);
  });

  it('polls at once after a notification, and pauses between polls at any rate of notifications', async () => {
    const { polls } = database;
    poller.pollNow();
    await pass(25);
    expect(database.polls).toBe(polls + 1);
    for (let ms = 0; ms < 1000; ms += 5) {
      for (let count = 0; count < 100; count++) poller.pollNow();
      await pass(5);
    }
    expect(database.polls - polls).toBeLessThan(50);
    expect(database.polls - polls).toBeGreaterThan(30);
  });

  it('never runs two polls at a time, and polls again after a notification during a poll', async () => {
    database.tookMs = 100;
    await pass(305);
    const { polls } = database;
    poller.pollNow();
    poller.pollNow();
    expect(database.polls).toBe(polls);
    await pass(100 + 200 + 10);
    expect(database.polls).toBe(polls + 1);
  });

  it.each([50, 200, 350])('stays fresh while polls take %d ms', async (tookMs) => {
    database.tookMs = tookMs;
    for (let ms = 0; ms < 5000; ms += 50) {
      await pass(50);
      expect(poller.isFresh).toBe(true);
    }
  });

  it.each([450, 700, 1200, 4000])(
    'is never fresh with data older than a second while polls take %d ms',
    async (tookMs) => {
      database.tookMs = tookMs;
      await pass(20_000);
      database.tookMs = 2;
      await pass(6000);
      expect(poller.isFresh).toBe(true);
    },
  );

  it('rejects a first poll without a response within five seconds', async () => {
    const hanging = new RevocationPoller(() => new Promise(() => {}), new Clock());
    const started = hanging.start();
    started.catch(() => undefined);
    await pass(5005);
    await expect(started).rejects.toThrow('no response within 5000 ms');
    expect(hanging.isFresh).toBe(false);
    hanging.stop();
  });

  it('is stale one second after the start of the last successful poll', async () => {
    database.fails = true;
    await pass(1010);
    expect(poller.isFresh).toBe(false);
    await pass(5000);
    expect(poller.isFresh).toBe(false);
    database.fails = false;
    await pass(520);
    expect(poller.isFresh).toBe(true);
    expect(poller.stats.failures).toBeLessThan(20);
  });

  it('is stale one second after the start of the last complete poll', async () => {
    database.isComplete = false;
    await pass(1010);
    expect(poller.isFresh).toBe(false);
    database.isComplete = true;
    await pass(310);
    expect(poller.isFresh).toBe(true);
  });

  it('logs once that it is stale and once that it is fresh again', async () => {
    const { warnings, messages } = captureLogs();
    database.fails = true;
    await pass(5000);
    expect(warnings.mock.calls).toEqual([[expect.stringContaining('(no database)')]]);
    database.fails = false;
    await pass(3000);
    expect(messages.mock.calls).toEqual([[expect.stringContaining('current again')]]);
    expect(warnings).toHaveBeenCalledOnce();
  });

  it('does not log failures of less than a second', async () => {
    const { warnings, messages } = captureLogs();
    database.fails = true;
    await pass(500);
    database.fails = false;
    await pass(1000);
    expect([warnings, messages].map((spy) => spy.mock.calls)).toEqual([[], []]);
  });

  it('is stale after the event loop was blocked, until the next poll', async () => {
    const later = performance.now() + 1500;
    const spy = vi.spyOn(performance, 'now').mockImplementation(() => later);
    expect(poller.isFresh).toBe(false);
    spy.mockRestore();
  });

  it('is stale after the machine was suspended, even if the monotonic clock was suspended, too', async () => {
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(poller.isFresh).toBe(false);
    await pass(310);
    expect(poller.isFresh).toBe(true);
  });

  it('stays fresh when the clock is set back', async () => {
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(poller.isFresh).toBe(true);
    database.fails = true;
    await pass(1010);
    expect(poller.isFresh).toBe(false);
  });
});
