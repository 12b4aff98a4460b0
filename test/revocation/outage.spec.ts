import { beforeAll, describe, expect, it } from 'vitest';
import {
  Feeds,
  KINDS,
  captureLogs,
  until,
  type Instance,
  type Kind,
} from './revocation-feed.fixture.js';
import { TcpProxy } from './tcp-proxy.js';

beforeAll(() => void captureLogs());

/** Runs a test with a database and a TCP proxy to it. */
async function withProxy(test: (feeds: Feeds, proxy: TcpProxy) => Promise<void>): Promise<void> {
  const feeds = await Feeds.open();
  const proxy = await TcpProxy.open(feeds.database.url);
  try {
    await test(feeds, proxy);
  } finally {
    await proxy.close();
    await feeds.close();
  }
}

/** Revokes a session, and counts how often the feed is fresh but does not contain it after a second. */
async function revokeAndWatch(feeds: Feeds, { feed }: Instance) {
  const id = await feeds.session();
  await feeds.revoke([id]);
  const revokedAt = performance.now();
  let violations = 0;
  const watch = setInterval(() => {
    if (performance.now() - revokedAt > 1000 && feed.isFresh && !feed.isRevoked(id)) violations++;
  }, 1);
  const expectNoViolations = () => {
    clearInterval(watch);
    expect(violations).toBe(0);
  };
  return { id, expectNoViolations };
}

/** @returns the delay until a feed contains the next revocation of another instance, in milliseconds */
async function nextDelay(feeds: Feeds, kind: Kind, { feed }: Instance): Promise<number> {
  const other = await feeds.start(kind);
  const id = await feeds.session();
  await feeds.revoke([id]);
  other.feed.announce([id]);
  return until(() => feed.isRevoked(id));
}

const cuts = KINDS.flatMap((kind) => [
  { kind, how: 'closed' as const },
  { kind, how: 'half-open' as const },
]);

it.concurrent.each(cuts)(
  'the feed by $kind is stale within a second after its connection is $how, and loses no revocation',
  ({ kind, how }) =>
    withProxy(async (feeds, proxy) => {
      const instance = await feeds.start(kind, proxy.url);
      const { feed } = instance;
      const before = await feeds.session();
      await feeds.revoke([before]);
      await until(() => feed.isRevoked(before));

      if (how === 'closed') proxy.disconnect();
      else proxy.blackhole();
      const { id, expectNoViolations } = await revokeAndWatch(feeds, instance);
      await until(() => !feed.isFresh, 1100);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(feed.isFresh).toBe(false);
      expect(feed.isRevoked(before)).toBe(true);
      expect(feed.isRevoked(id)).toBe(false);

      proxy.restore();
      await until(() => feed.isFresh, 3000);
      expect(feed.isRevoked(id)).toBe(true);
      expectNoViolations();
      expect(feed.stats.failedPolls).toBeGreaterThan(0);
      expect(await nextDelay(feeds, kind, instance)).toBeLessThan(1000);
    }),
);

describe.concurrent('a LISTEN connection', () => {
  it('that is terminated is replaced at once, and no revocation is lost', () =>
    withProxy(async (feeds) => {
      const instance = await feeds.start('LISTEN/NOTIFY');
      const { feed } = instance;
      for (let round = 0; round < 5; round++) {
        expect(await feeds.terminateListenConnections()).toBe(1);
        const { id, expectNoViolations } = await revokeAndWatch(feeds, instance);
        expect(await until(() => feed.isRevoked(id))).toBeLessThan(1000);
        expectNoViolations();
      }
      await until(() => feed.isFresh, 1000);
      expect(await nextDelay(feeds, 'LISTEN/NOTIFY', instance)).toBeLessThan(1000);
    }));

  it('that was down for minutes delivers the revocations since then', () =>
    withProxy(async (feeds, proxy) => {
      const { feed, clock } = await feeds.start('LISTEN/NOTIFY', proxy.url);
      proxy.disconnect();
      const id = await feeds.session();
      await feeds.revoke([id]);
      clock.ahead = 120_000;
      await feeds.database.moveClock(120);
      expect(feed.isFresh).toBe(false);
      proxy.restore();
      await until(() => feed.isFresh, 3000);
      expect(feed.isRevoked(id)).toBe(true);
    }));
});

it.concurrent.each(KINDS)('the feed by %s is stale while its table cannot be read', (kind) =>
  withProxy(async (feeds) => {
    const { feed } = await feeds.start(kind);
    await feeds.sql.query('ALTER TABLE "SessionRevocation" RENAME TO "Elsewhere"');
    await until(() => !feed.isFresh, 1100);
    await feeds.sql.query('ALTER TABLE "Elsewhere" RENAME TO "SessionRevocation"');
    await until(() => feed.isFresh, 1500);
    await feeds.sql.query('BEGIN; LOCK TABLE "SessionRevocation" IN ACCESS EXCLUSIVE MODE');
    await until(() => !feed.isFresh, 1100);
    await feeds.sql.query('COMMIT');
    await until(() => feed.isFresh, 3000);
  }),
);
