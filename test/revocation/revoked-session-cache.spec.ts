import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RevokedSessionCache } from '../../src/social-auth/revocation/revoked-session-cache.js';
import { FULL_RUN } from '../support/full-run.js';
import { heapUsed } from '../support/heap.js';
import { Feeds, captureLogs } from './revocation-feed.fixture.js';

/** 100,000 in the full run. */
const COUNT = FULL_RUN ? 100_000 : 20_000;
const MINUTE = 60_000;

describe('RevokedSessionCache', () => {
  it('frees the memory of many sessions after its window', () => {
    const cache = new RevokedSessionCache(6 * MINUTE);
    const now = performance.now();
    const before = heapUsed();
    for (let index = 0; index < COUNT; index++) cache.add(randomUUID(), now + index);
    const full = heapUsed() - before;
    cache.evict(now + 6 * MINUTE - 10_000);
    expect(cache.size).toBe(COUNT);
    cache.evict(now + 6 * MINUTE + COUNT + 5000);
    expect(cache.size).toBe(0);
    expect(heapUsed() - before).toBeLessThan(full / 4);
  });

  it('is bounded by its window, for sessions in any order', () => {
    const cache = new RevokedSessionCache(6 * MINUTE);
    let largest = 0;
    for (let minute = 0; minute < 600; minute++) {
      for (let index = 0; index < 100; index++) {
        const shuffled = ((index * 37) % 100) / 100;
        cache.add(`${minute}-${index}`, (minute - shuffled) * MINUTE);
      }
      cache.evict(minute * MINUTE);
      largest = Math.max(largest, cache.size);
    }
    expect(largest).toBeLessThanOrEqual(8 * 100);
  });

  it('finds a session in less than 20 microseconds', () => {
    const cache = new RevokedSessionCache(6 * MINUTE);
    const ids = Array.from({ length: COUNT }, () => randomUUID());
    for (const id of ids) cache.add(id, performance.now());
    const started = performance.now();
    let found = 0;
    for (let round = 0; round < 10; round++) for (const id of ids) if (cache.has(id)) found++;
    expect(found).toBe(10 * COUNT);
    // A hundred times the usual duration, because the machine may be busy.
    expect((performance.now() - started) / found).toBeLessThan(0.02);
  });
});

describe('a feed with many revocations', () => {
  let feeds: Feeds;

  beforeAll(async () => {
    captureLogs();
    feeds = await Feeds.open();
  });
  afterAll(() => feeds.close());

  it('reads them at the start', async () => {
    await feeds.sessions(COUNT, new Date(Date.now() - MINUTE));
    const { feed } = await feeds.start('LISTEN/NOTIFY');
    expect(feed.stats.entries).toBe(COUNT);
  });
});
