import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCESS_TOKEN_SECONDS,
  Feeds,
  KINDS,
  captureLogs,
  until,
} from './revocation-feed.fixture.js';

const WINDOW_MS = (ACCESS_TOKEN_SECONDS + 120) * 1000;

describe.each(KINDS)('the revocation feed by %s', (kind) => {
  let feeds: Feeds;

  beforeAll(async () => {
    captureLogs();
    feeds = await Feeds.open();
  });
  afterEach(() => feeds.stopInstances());
  afterAll(() => feeds.close());

  it('contains a session within a second after another instance has revoked and announced it', async () => {
    const [a, b] = await Promise.all([feeds.start(kind), feeds.start(kind)]);
    const id = await feeds.session();
    await feeds.revoke([id]);
    a.feed.announce([id]);
    expect(a.feed.isRevoked(id)).toBe(true);
    expect(await until(() => b.feed.isRevoked(id))).toBeLessThan(1000);
    expect(b.feed.stats.delay).toMatchObject({ count: 1, lastMs: b.feed.stats.delay.maxMs });
    expect(a.feed.stats.delay.count).toBe(0);
    expect([a.feed.isFresh, b.feed.isFresh]).toEqual([true, true]);
  });

  it('contains a session within a second after it was revoked without a notification', async () => {
    const { feed } = await feeds.start(kind);
    const id = await feeds.session();
    expect(feed.isRevoked(id)).toBe(false);
    await feeds.revoke([id]);
    expect(await until(() => feed.isRevoked(id))).toBeLessThan(1000);
    expect(feed.isFresh).toBe(true);
  });

  it('contains earlier revocations at the start, without a delay in its statistics', async () => {
    const [recent, old] = [await feeds.session(), await feeds.session()];
    await feeds.record([recent], new Date(Date.now() - WINDOW_MS + 10_000));
    await feeds.record([old], new Date(Date.now() - WINDOW_MS - 10_000));
    const { feed } = await feeds.start(kind);
    expect(feed.isFresh).toBe(true);
    expect(feed.isRevoked(recent)).toBe(true);
    expect(feed.isRevoked(old)).toBe(false);
    expect(feed.stats.delay.count).toBe(0);
  });

  it('contains a revocation that was committed 20 seconds late, or dated ahead by another clock', async () => {
    const { feed } = await feeds.start(kind);
    const [late, ahead] = [await feeds.session(), await feeds.session()];
    await feeds.record([late], new Date(Date.now() - 20_000));
    await feeds.record([ahead], new Date(Date.now() + 20_000));
    await until(() => feed.isRevoked(late) && feed.isRevoked(ahead), 1000);
  });

  it('is stale after the clock has jumped ahead, until the next poll', async () => {
    const { feed, clock } = await feeds.start(kind);
    clock.ahead = 5000;
    expect(feed.isFresh).toBe(false);
    await until(() => feed.isFresh, 1000);
  });

  it('receives a burst of 2,000 revocations in fewer than 200 polls', async () => {
    const [a, b] = await Promise.all([feeds.start(kind), feeds.start(kind)]);
    const ids = await feeds.sessions(2000);
    const { polls } = b.feed.stats;
    for (let start = 0; start < ids.length; start += 10) {
      const some = ids.slice(start, start + 10);
      await feeds.revoke(some);
      for (const id of some) a.feed.announce([id]);
    }
    await until(() => ids.every((id) => b.feed.isRevoked(id)), 1000);
    expect(b.feed.stats.polls - polls).toBeLessThan(200);
  });

  it('no longer polls after it was stopped, and is stale', async () => {
    const { feed, stop } = await feeds.start(kind);
    await stop();
    const { polls } = feed.stats;
    const id = await feeds.session();
    await feeds.revoke([id]);
    feed.announce([crypto.randomUUID()]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(feed.stats.polls).toBe(polls);
    expect(feed.isFresh).toBe(false);
    expect(feed.isRevoked(id)).toBe(false);
    expect(await feeds.terminateListenConnections()).toBe(0);
  });

  it('can be stopped during a poll', async () => {
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
  it('usually contains a revocation within 100 ms, because of the notification', async () => {
    const feeds = await Feeds.open();
    try {
      const [a, b] = await Promise.all([
        feeds.start('LISTEN/NOTIFY'),
        feeds.start('LISTEN/NOTIFY'),
      ]);
      const delays: number[] = [];
      for (const id of await feeds.sessions(15)) {
        await feeds.revoke([id]);
        a.feed.announce([id]);
        delays.push(await until(() => b.feed.isRevoked(id)));
      }
      const median = delays.toSorted((x, y) => x - y)[7] ?? Infinity;
      // Polling alone has a median of 150 ms.
      expect(median).toBeLessThan(100);
      expect(Math.max(...delays)).toBeLessThan(1000);
    } finally {
      await feeds.close();
    }
  });
});
