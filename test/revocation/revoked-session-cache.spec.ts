import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RevokedSessionCache } from '../../src/social-auth/revocation/revoked-session-cache.js';
import { heapUsed } from '../support/heap.js';
import { Feeds, captureLogs } from './revocation-feed.fixture.js';

const COUNT = 100_000;
const MINUTE = 60_000;

describe('the memory of the dead', () => {
  it('is given back when the window of 100,000 sessions is over', () => {
    const dead = new RevokedSessionCache(6 * MINUTE);
    const now = performance.now();
    const before = heapUsed();
    for (let index = 0; index < COUNT; index++) dead.add(randomUUID(), now + index);
    const full = heapUsed() - before;
    dead.evict(now + 6 * MINUTE - 10_000);
    expect(dead.size).toBe(COUNT);
    dead.evict(now + 6 * MINUTE + COUNT + 5000);
    expect(dead.size).toBe(0);
    expect(heapUsed() - before).toBeLessThan(full / 4);
  });

  it('stays bounded by its window, whatever order sessions come in', () => {
    const dead = new RevokedSessionCache(6 * MINUTE);
    let largest = 0;
    for (let minute = 0; minute < 600; minute++) {
      for (let index = 0; index < 100; index++) {
        const shuffled = ((index * 37) % 100) / 100;
        dead.add(`${minute}-${index}`, (minute - shuffled) * MINUTE);
      }
      dead.evict(minute * MINUTE);
      largest = Math.max(largest, dead.size);
    }
    expect(largest).toBeLessThanOrEqual(8 * 100);
  });

  it('answers in well under a microsecond', () => {
    const dead = new RevokedSessionCache(6 * MINUTE);
    const ids = Array.from({ length: COUNT }, () => randomUUID());
    for (const id of ids) dead.add(id, performance.now());
    const started = performance.now();
    let found = 0;
    for (let round = 0; round < 10; round++) for (const id of ids) if (dead.has(id)) found++;
    expect(found).toBe(10 * COUNT);
    // A hundred times what it takes, for a busy machine.
    expect((performance.now() - started) / found).toBeLessThan(0.02);
  });
});

describe('100,000 revocations', () => {
  let feeds: Feeds;

  beforeAll(async () => {
    captureLogs();
    feeds = await Feeds.open();
  });
  afterAll(() => feeds.close());

  it('are read at the start', async () => {
    await feeds.sessions(COUNT, new Date(Date.now() - MINUTE));
    const { feed } = await feeds.start('LISTEN/NOTIFY');
    expect(feed.stats.entries).toBe(COUNT);
  });
});
