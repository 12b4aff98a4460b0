import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../../src/time/clock.js';
import { RevocationFeed } from '../../src/social-auth/revocation/revocation-feed.js';
import type {
  RevocationSource,
  RevokedSession,
} from '../../src/social-auth/revocation/revocation-source.js';
import {
  ACCESS_TOKEN_SECONDS,
  captureLogs,
  principalOf,
  SESSION_MAX_AGE_MS,
} from './revocation-feed.fixture.js';

const FULL_WINDOW = ACCESS_TOKEN_SECONDS + 120;

/** Records the window of each poll, in seconds. */
class RecordingSource implements RevocationSource {
  windows: number[] = [];
  revoked: RevokedSession[] = [];
  /** Added to the time of the database, in milliseconds. */
  ahead = 0;
  fails = false;

  poll(windowMs: number) {
    this.windows.push(windowMs / 1000);
    const databaseTime = Date.now() + this.ahead;
    const poll = { revoked: this.revoked, roleChanges: [], databaseTime };
    return this.fails ? Promise.reject(new Error('no database')) : Promise.resolve(poll);
  }
  notify() {}
  /** Requests a poll, as a notification does. */
  notified: () => void = () => undefined;
  onNotify(listener: () => void) {
    this.notified = listener;
  }
  close() {
    return Promise.resolve();
  }
}

const createFeed = (source: RevocationSource) =>
  new RevocationFeed(source, new Clock(), {
    accessTokenTtl: ACCESS_TOKEN_SECONDS * 1000,
    sessionMaxAge: SESSION_MAX_AGE_MS,
  });

describe('the window of a poll', () => {
  const source = new RecordingSource();
  let feed: RevocationFeed;

  beforeEach(async () => {
    captureLogs();
    vi.useFakeTimers();
    Object.assign(source, { windows: [], fails: false, revoked: [], ahead: 0 });
    feed = createFeed(source);
    await feed.onModuleInit();
  });
  afterEach(async () => {
    await feed.onModuleDestroy();
    vi.useRealTimers();
  });

  it('is the full window at first, and then reaches 70 seconds before the previous poll', async () => {
    await vi.advanceTimersByTimeAsync(3000);
    expect(source.windows[0]).toBe(FULL_WINDOW);
    expect(source.windows.length).toBeGreaterThan(9);
    for (const window of source.windows.slice(1)) {
      expect(window).toBeGreaterThan(70.2);
      expect(window).toBeLessThan(70.5);
    }
  });

  it('reaches three seconds before the last complete poll if a notification follows it shortly', async () => {
    await vi.advanceTimersByTimeAsync(310);
    source.windows = [];
    for (let notification = 0; notification < 20; notification++) {
      source.notified();
      await vi.advanceTimersByTimeAsync(50);
    }
    const long = source.windows.filter((window) => window > 70);
    const short = source.windows.filter((window) => window > 3 && window < 3.3);
    expect(long.length + short.length).toBe(source.windows.length);
    expect(source.windows.length).toBeGreaterThan(15);
    // Three or four times a second, because a revocation may have been committed late.
    expect(long.length).toBeGreaterThanOrEqual(3);
    expect(long.length).toBeLessThanOrEqual(4);
  });

  it('reaches 70 seconds back when a caller waits for a role change', async () => {
    await vi.advanceTimersByTimeAsync(310);
    source.windows = [];
    const changed = feed.announceRoleChange();
    await vi.advanceTimersByTimeAsync(50);
    await changed;
    expect(source.windows.some((window) => window > 70)).toBe(true);
    source.windows = [];
    const refreshed = feed.refresh();
    await vi.advanceTimersByTimeAsync(50);
    await refreshed;
    expect(source.windows.some((window) => window > 70)).toBe(true);
  });

  it('reaches 70 seconds back after a failed poll, even if notifications follow', async () => {
    source.fails = true;
    await vi.advanceTimersByTimeAsync(310);
    source.windows = [];
    for (let notification = 0; notification < 20; notification++) {
      source.notified();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(source.windows.length).toBeGreaterThan(1);
    expect(source.windows.filter((window) => window < 70)).toEqual([]);
  });

  it('is the full window twice a minute, for revocations that were committed very late', async () => {
    await vi.advanceTimersByTimeAsync(120_500);
    const sweeps = source.windows.filter((window) => window === FULL_WINDOW);
    expect(sweeps.length).toBeGreaterThanOrEqual(4);
    expect(sweeps.length).toBeLessThanOrEqual(5);
  });

  it('reaches 70 seconds before the last successful poll after failed polls', async () => {
    await vi.advanceTimersByTimeAsync(5000);
    source.fails = true;
    await vi.advanceTimersByTimeAsync(20_000);
    source.fails = false;
    source.windows = [];
    await vi.advanceTimersByTimeAsync(600);
    expect(source.windows[0]).toBeGreaterThan(90);
    expect(source.windows[0]).toBeLessThan(91);
    expect(feed.isFresh).toBe(true);
  });

  it('is the full window when a failover leads to a server with another clock', async () => {
    source.ahead = -50_000;
    await vi.advanceTimersByTimeAsync(310);
    source.windows = [];
    source.ahead = 50_000;
    await vi.advanceTimersByTimeAsync(620);
    expect(source.windows[0]).toBeLessThan(71);
    expect(source.windows[1]).toBe(FULL_WINDOW);
    expect(source.windows[2]).toBeLessThan(71);
    expect(feed.isFresh).toBe(true);
  });

  it('reaches the last successful poll after a longer outage, for connections that are still open', async () => {
    vi.setSystemTime(Date.now() + 3_600_000);
    source.windows = [];
    await vi.advanceTimersByTimeAsync(310);
    expect(source.windows[0]).toBeGreaterThan(3670);
    expect(source.windows[0]).toBeLessThan(3671);
    await vi.advanceTimersByTimeAsync(310);
    expect(source.windows[1]).toBeLessThan(71);
  });

  it('is two hours at most, and then every open connection is closed', async () => {
    const emitted: string[] = [];
    feed.whenRevoked(principalOf('revoked')).subscribe(() => emitted.push('revoked'));
    feed.whenRevoked(principalOf('unknown')).subscribe(() => emitted.push('unknown'));
    vi.setSystemTime(Date.now() + 3_600_000);
    source.revoked = [{ id: 'revoked', ageMs: 3_000_000 }];
    await vi.advanceTimersByTimeAsync(310);
    expect(emitted).toEqual(['revoked']);
    source.revoked = [];
    source.windows = [];
    vi.setSystemTime(Date.now() + 7_200_000);
    await vi.advanceTimersByTimeAsync(310);
    expect(source.windows).toEqual([7200]);
    expect(emitted).toEqual(['revoked', 'unknown']);
    expect(feed.stats.watchedSessions).toBe(0);
  });
});

describe('a revoked session', () => {
  it('is known to a fresh feed within a second of a late commit, even if polls are slow', async () => {
    const source = new RecordingSource();
    vi.useFakeTimers();
    const feed = createFeed(source);
    await feed.onModuleInit();
    await vi.advanceTimersByTimeAsync(310);
    const committedAt = performance.now();
    vi.spyOn(source, 'poll').mockImplementation(async (windowMs) => {
      const ageMs = 10_000 + performance.now() - committedAt;
      await new Promise((resolve) => setTimeout(resolve, 650));
      const revoked = ageMs < windowMs ? [{ id: 'late', ageMs }] : [];
      return { revoked, roleChanges: [], databaseTime: Date.now() };
    });
    await vi.advanceTimersByTimeAsync(215);
    // Causes a poll that does not read as far back.
    source.notified();
    for (let ms = 0; ms < 3000; ms += 5) {
      await vi.advanceTimersByTimeAsync(5);
      const isAccepted = feed.isFresh && !feed.isRevoked('late');
      if (isAccepted) expect(performance.now() - committedAt).toBeLessThan(1000);
    }
    expect(feed.isRevoked('late')).toBe(true);
    await feed.onModuleDestroy();
    vi.useRealTimers();
  });

  it('is kept until two minutes after its last access token has expired, even if the clock jumps', async () => {
    const source = new RecordingSource();
    vi.useFakeTimers();
    source.revoked = [{ id: 'revoked', ageMs: 1000 }];
    const feed = createFeed(source);
    await feed.onModuleInit();
    source.revoked = [];
    vi.setSystemTime(Date.now() + 400 * 86_400_000);
    await vi.advanceTimersByTimeAsync((FULL_WINDOW - 10) * 1000);
    expect(feed.isRevoked('revoked')).toBe(true);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(feed.isRevoked('revoked')).toBe(false);
    await feed.onModuleDestroy();
    vi.useRealTimers();
  });

  it('is queried in the database while the clocks differ by more than a minute', async () => {
    const source = new RecordingSource();
    vi.useFakeTimers();
    const feed = createFeed(source);
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
