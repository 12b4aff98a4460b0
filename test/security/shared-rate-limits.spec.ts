import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryThrottlerStorage } from '../../src/social-auth/rate-limiting/memory-throttler-storage.js';
import { SharedThrottlerStorage } from '../../src/social-auth/rate-limiting/shared-throttler-storage.js';
import { Clock } from '../../src/time/clock.js';
import { CapturedLog } from '../support/captured-log.js';

const COUNTED = { totalHits: 7, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 0 };

describe('rate limits in a storage that instances share', () => {
  let log: CapturedLog;

  beforeEach(() => {
    vi.useFakeTimers();
    log = CapturedLog.start();
  });
  afterEach(() => {
    log.stop();
    vi.useRealTimers();
  });

  function createStorage(increment: () => Promise<typeof COUNTED>) {
    const shared = { increment: vi.fn(increment) };
    const storage = new SharedThrottlerStorage(shared, new MemoryThrottlerStorage(new Clock()));
    const count = () => storage.increment('key', 60_000, 10, 60_000, 'login');
    return { shared, count };
  }

  it('are counted there', async () => {
    const { count } = createStorage(async () => COUNTED);
    expect(await count()).toEqual(COUNTED);
  });

  it('are counted in memory while the storage fails, which is tried once a second', async () => {
    const { shared, count } = createStorage(() => Promise.reject(new Error('connection lost')));
    for (let hits = 1; hits <= 5; hits++) expect((await count()).totalHits).toBe(hits);
    expect(shared.increment).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1001);
    shared.increment.mockResolvedValue(COUNTED);
    expect(await count()).toEqual(COUNTED);
    expect(log.lines).toEqual([
      'The storage of rate limits is unavailable (connection lost). Each instance counts requests in memory until it works again.',
      'The storage of rate limits is available again.',
    ]);
  });

  it('do not wait longer than 500 ms for the storage', async () => {
    const { count } = createStorage(() => new Promise(() => undefined));
    const counted = count();
    await vi.advanceTimersByTimeAsync(500);
    expect((await counted).totalHits).toBe(1);
  });
});
