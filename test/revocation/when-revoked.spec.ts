import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  Feeds,
  KINDS,
  SESSION_MAX_AGE_MS,
  captureLogs,
  principalOf,
  until,
} from './revocation-feed.fixture.js';
import { TcpProxy } from './tcp-proxy.js';

beforeAll(() => void captureLogs());

describe.each(KINDS)('whenRevoked() of a feed by %s', (kind) => {
  let feeds: Feeds;

  beforeAll(async () => {
    feeds = await Feeds.open();
  });
  afterEach(() => feeds.stopInstances());
  afterAll(() => feeds.close());

  it('emits once and completes for a revocation on another instance, and only for that session', async () => {
    const { feed } = await feeds.start(kind);
    const [revoked = '', active = ''] = await feeds.sessions(2);
    const events: string[] = [];
    const subscription = feed
      .whenRevoked(principalOf(active))
      .subscribe(() => events.push('active'));
    for (const connection of ['first', 'second']) {
      feed.whenRevoked(principalOf(revoked)).subscribe({
        next: () => events.push(`${connection} revoked`),
        complete: () => events.push(`${connection} complete`),
      });
    }
    expect(feed.stats.watchedSessions).toBe(2);
    await feeds.revoke([revoked]);
    expect(await until(() => events.length === 4)).toBeLessThan(1000);
    expect(events).toEqual([
      'first revoked',
      'first complete',
      'second revoked',
      'second complete',
    ]);
    subscription.unsubscribe();
    expect(feed.stats.watchedSessions).toBe(0);
  });

  it('S47 emits when sessionMaxAge has passed since the login, also if the session was deleted', async () => {
    const { feed } = await feeds.start(kind);
    const [id, closed] = ['deleted', 'closed'];
    const authTime = (Date.now() - SESSION_MAX_AGE_MS + 200) / 1000;
    const emitted: string[] = [];
    feed.whenRevoked(principalOf(id, authTime)).subscribe(() => emitted.push(id));
    feed
      .whenRevoked(principalOf(closed, authTime))
      .subscribe(() => emitted.push(closed))
      .unsubscribe();
    expect(emitted).toEqual([]);
    expect(await until(() => emitted.length > 0)).toBeLessThan(1000);
    expect(emitted).toEqual([id]);
    expect(feed.stats.watchedSessions).toBe(0);
  });

  it('misses no revocation before, during or after the subscription', async () => {
    const { feed } = await feeds.start(kind);
    const ids = await feeds.sessions(60);
    const emitted = new Set<string>();
    for (const id of ids) {
      const subscribe = () => feed.whenRevoked(principalOf(id)).subscribe(() => emitted.add(id));
      setTimeout(subscribe, Math.random() * 400);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 6));
      await feeds.revoke([id]);
    }
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await until(() => emitted.size === ids.length)).toBeLessThan(1000);
    expect(feed.stats.watchedSessions).toBe(0);
  });

  it('emits after an outage of half an hour for a session that was revoked when it began', async () => {
    const proxy = await TcpProxy.open(feeds.database.url);
    try {
      const { feed, clock } = await feeds.start(kind, proxy.url);
      const id = await feeds.session();
      let isEmitted = false;
      feed.whenRevoked(principalOf(id)).subscribe(() => (isEmitted = true));
      proxy.disconnect();
      await feeds.revoke([id]);
      await until(() => !feed.isFresh, 2000);
      clock.ahead = 1_800_000;
      await feeds.database.moveClock(1800);
      expect(isEmitted).toBe(false);
      proxy.restore();
      await until(() => feed.isFresh, 3000);
      expect(isEmitted).toBe(true);
    } finally {
      await feeds.database.moveClock(0);
      await feeds.stopInstances();
      await proxy.close();
    }
  });
});
