import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCESS_TOKEN_SECONDS,
  Feeds,
  KINDS,
  captureLogs,
  until,
} from './revocation-feed.fixture.js';

const WINDOW_MS = (ACCESS_TOKEN_SECONDS + 60) * 1000;

describe.each(KINDS)('the revocation feed by %s', (kind) => {
  let feeds: Feeds;

  beforeAll(async () => {
    captureLogs();
    feeds = await Feeds.open();
  });
  afterEach(() => feeds.stopInstances());
  afterAll(() => feeds.close());

  it('knows a session that another instance ended and announced within a second', async () => {
    const [a, b] = await Promise.all([feeds.start(kind), feeds.start(kind)]);
    const id = await feeds.session();
    await feeds.end([id]);
    a.feed.announce([id]);
    expect(a.feed.isRevoked(id)).toBe(true);
    expect(await until(() => b.feed.isRevoked(id))).toBeLessThan(1000);
    expect(b.feed.stats.delay).toMatchObject({ count: 1, lastMs: b.feed.stats.delay.maxMs });
    expect(a.feed.stats.delay.count).toBe(0);
    expect([a.feed.isFresh, b.feed.isFresh]).toEqual([true, true]);
  });

  it('knows a session that was ended without a word within a second', async () => {
    const { feed } = await feeds.start(kind);
    const id = await feeds.session();
    expect(feed.isRevoked(id)).toBe(false);
    await feeds.end([id]);
    expect(await until(() => feed.isRevoked(id))).toBeLessThan(1000);
    expect(feed.isFresh).toBe(true);
  });

  it('knows from the start what was ended before, and counts no lag for it', async () => {
    const [lately, longAgo] = [await feeds.session(), await feeds.session()];
    await feeds.record([lately], new Date(Date.now() - WINDOW_MS + 10_000));
    await feeds.record([longAgo], new Date(Date.now() - WINDOW_MS - 10_000));
    const { feed } = await feeds.start(kind);
    expect(feed.isFresh).toBe(true);
    expect(feed.isRevoked(lately)).toBe(true);
    expect(feed.isRevoked(longAgo)).toBe(false);
    expect(feed.stats.delay.count).toBe(0);
  });

  it('knows an end that was committed 20 seconds late, or dated ahead by another clock', async () => {
    const { feed } = await feeds.start(kind);
    const [late, ahead] = [await feeds.session(), await feeds.session()];
    await feeds.record([late], new Date(Date.now() - 20_000));
    await feeds.record([ahead], new Date(Date.now() + 20_000));
    await until(() => feed.isRevoked(late) && feed.isRevoked(ahead), 1000);
  });

  it('is not whole for the moment after the clock has jumped ahead', async () => {
    const { feed, clock } = await feeds.start(kind);
    clock.ahead = 5000;
    expect(feed.isFresh).toBe(false);
    await until(() => feed.isFresh, 1000);
  });

  it('hears of 2,000 revocations in a burst by far fewer looks', async () => {
    const [a, b] = await Promise.all([feeds.start(kind), feeds.start(kind)]);
    const ids = await feeds.sessions(2000);
    const { polls } = b.feed.stats;
    for (let start = 0; start < ids.length; start += 10) {
      const some = ids.slice(start, start + 10);
      await feeds.end(some);
      for (const id of some) a.feed.announce([id]);
    }
    await until(() => ids.every((id) => b.feed.isRevoked(id)), 1000);
    expect(b.feed.stats.polls - polls).toBeLessThan(200);
  });

  it('does not look any more once it is stopped, nor call itself whole', async () => {
    const { feed, stop } = await feeds.start(kind);
    await stop();
    const { polls } = feed.stats;
    const id = await feeds.session();
    await feeds.end([id]);
    feed.announce(['somebody']);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(feed.stats.polls).toBe(polls);
    expect(feed.isFresh).toBe(false);
    expect(feed.isRevoked(id)).toBe(false);
    expect(await feeds.killSideConnections()).toBe(0);
  });

  it('stops in the middle of a look', async () => {
    const { feed, stop } = await feeds.start(kind);
    const { polls } = feed.stats;
    await until(() => feed.stats.polls > polls);
    await stop();
    expect(feed.isFresh).toBe(false);
  });

  it('does not start without the database', async () => {
    const url = new URL(feeds.database.url);
    url.pathname = '/missing';
    await expect(feeds.start(kind, url.href)).rejects.toThrow(/^Cannot read revoked sessions: /);
  });
});

describe('the revocation feed by LISTEN/NOTIFY', () => {
  it('typically knows within 50 ms, by the doorbell', async () => {
    const feeds = await Feeds.open();
    try {
      const [a, b] = await Promise.all([
        feeds.start('LISTEN/NOTIFY'),
        feeds.start('LISTEN/NOTIFY'),
      ]);
      const lags: number[] = [];
      for (const id of await feeds.sessions(15)) {
        await feeds.end([id]);
        a.feed.announce([id]);
        lags.push(await until(() => b.feed.isRevoked(id)));
      }
      const median = lags.toSorted((x, y) => x - y)[7] ?? Infinity;
      // Without the doorbell it would be 150 ms; the rest is room for a busy machine.
      expect(median).toBeLessThan(100);
      expect(Math.max(...lags)).toBeLessThan(1000);
    } finally {
      await feeds.close();
    }
  });
});
