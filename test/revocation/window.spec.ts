import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../../src/time/clock.js';
import { RevocationFeed } from '../../src/social-auth/revocation/revocation-feed.js';
import type {
  RevocationSource,
  RevokedSession,
} from '../../src/social-auth/revocation/revocation-source.js';
import { ACCESS_TOKEN_SECONDS, captureLogs } from './revocation-feed.fixture.js';

const WHOLE_WINDOW = ACCESS_TOKEN_SECONDS + 60;

/** Remembers how far back each look went, in seconds. */
class RecordingSource implements RevocationSource {
  back: number[] = [];
  revoked: RevokedSession[] = [];
  /** Added to the time of the database, in milliseconds. */
  ahead = 0;
  fails = false;

  poll(windowMs: number) {
    this.back.push(windowMs / 1000);
    const poll = { revoked: this.revoked, databaseTime: Date.now() + this.ahead };
    return this.fails ? Promise.reject(new Error('no database')) : Promise.resolve(poll);
  }
  notify() {}
  onNotify() {}
  close() {
    return Promise.resolve();
  }
}

describe('how far back a look goes', () => {
  const source = new RecordingSource();
  let feed: RevocationFeed;

  beforeEach(async () => {
    captureLogs();
    vi.useFakeTimers();
    Object.assign(source, { back: [], fails: false, revoked: [], ahead: 0 });
    feed = new RevocationFeed(source, new Clock(), { accessTokenTtl: ACCESS_TOKEN_SECONDS * 1000 });
    await feed.onModuleInit();
  });
  afterEach(async () => {
    await feed.onModuleDestroy();
    vi.useRealTimers();
  });

  it('is the whole window at first, and seventy seconds behind the look before from then on', async () => {
    await vi.advanceTimersByTimeAsync(3000);
    expect(source.back[0]).toBe(WHOLE_WINDOW);
    expect(source.back.length).toBeGreaterThan(9);
    for (const back of source.back.slice(1)) {
      expect(back).toBeGreaterThan(70.2);
      expect(back).toBeLessThan(70.5);
    }
  });

  it('is the whole window twice a minute, for what was committed very late', async () => {
    await vi.advanceTimersByTimeAsync(120_500);
    const sweeps = source.back.filter((back) => back === WHOLE_WINDOW);
    expect(sweeps.length).toBeGreaterThanOrEqual(4);
    expect(sweeps.length).toBeLessThanOrEqual(5);
  });

  it('is seventy seconds behind the last look that succeeded, after looks that failed', async () => {
    await vi.advanceTimersByTimeAsync(5000);
    source.fails = true;
    await vi.advanceTimersByTimeAsync(20_000);
    source.fails = false;
    source.back = [];
    await vi.advanceTimersByTimeAsync(600);
    expect(source.back[0]).toBeGreaterThan(90);
    expect(source.back[0]).toBeLessThan(91);
    expect(feed.isFresh).toBe(true);
  });

  it('is the whole window again when the clock of the machine jumped', async () => {
    vi.setSystemTime(Date.now() + 3_600_000);
    source.back = [];
    await vi.advanceTimersByTimeAsync(310);
    expect(source.back).toEqual([WHOLE_WINDOW]);
  });
});

describe('a revoked session', () => {
  it('is kept until its last access token has expired and a minute more, whatever the clock shows', async () => {
    const source = new RecordingSource();
    vi.useFakeTimers();
    source.revoked = [{ id: 'revoked', ageMs: 1000 }];
    const feed = new RevocationFeed(source, new Clock(), {
      accessTokenTtl: ACCESS_TOKEN_SECONDS * 1000,
    });
    await feed.onModuleInit();
    source.revoked = [];
    vi.setSystemTime(Date.now() + 400 * 86_400_000);
    await vi.advanceTimersByTimeAsync((WHOLE_WINDOW - 10) * 1000);
    expect(feed.isRevoked('revoked')).toBe(true);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(feed.isRevoked('revoked')).toBe(false);
    await feed.onModuleDestroy();
    vi.useRealTimers();
  });

  it('is looked up in the database while the clocks differ by more than a minute', async () => {
    const source = new RecordingSource();
    vi.useFakeTimers();
    const feed = new RevocationFeed(source, new Clock(), {
      accessTokenTtl: ACCESS_TOKEN_SECONDS * 1000,
    });
    await feed.onModuleInit();
    source.ahead = 59_000;
    await vi.advanceTimersByTimeAsync(310);
    expect(feed.isFresh).toBe(true);
    source.ahead = -61_000;
    await vi.advanceTimersByTimeAsync(310);
    expect(feed.isFresh).toBe(false);
    expect(feed.stats.clockDifferenceMs).toBe(-61_000);
    source.ahead = 0;
    await vi.advanceTimersByTimeAsync(310);
    expect(feed.isFresh).toBe(true);
    await feed.onModuleDestroy();
    vi.useRealTimers();
  });
});
