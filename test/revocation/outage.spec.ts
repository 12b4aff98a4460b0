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

/** Gives a test a database of its own, and a line to it. */
async function withLine(test: (feeds: Feeds, line: TcpProxy) => Promise<void>): Promise<void> {
  const feeds = await Feeds.open();
  const line = await TcpProxy.open(feeds.database.url);
  try {
    await test(feeds, line);
  } finally {
    await line.close();
    await feeds.close();
  }
}

/** Ends a session, and from then on counts when the feed is whole and yet does not know it after a second. */
async function endUnderWatch(feeds: Feeds, { feed }: Instance) {
  const id = await feeds.session();
  await feeds.end([id]);
  const ended = performance.now();
  let broken = 0;
  const watch = setInterval(() => {
    if (performance.now() - ended > 1000 && feed.isFresh && !feed.isRevoked(id)) broken++;
  }, 1);
  const verdict = () => {
    clearInterval(watch);
    expect(broken).toBe(0);
  };
  return { id, verdict };
}

/** @returns how long a feed takes to see the next end, announced elsewhere, in milliseconds. */
async function lagOfNext(feeds: Feeds, kind: Kind, { feed }: Instance): Promise<number> {
  const other = await feeds.start(kind);
  const id = await feeds.session();
  await feeds.end([id]);
  other.feed.announce([id]);
  return until(() => feed.isRevoked(id));
}

const cuts = KINDS.flatMap((kind) => [
  { kind, how: 'closed' as const },
  { kind, how: 'half-open' as const },
]);

it.concurrent.each(cuts)(
  'a connection that is $how is noticed within a second and loses nothing, by $kind',
  ({ kind, how }) =>
    withLine(async (feeds, line) => {
      const instance = await feeds.start(kind, line.url);
      const { feed } = instance;
      const before = await feeds.session();
      await feeds.end([before]);
      await until(() => feed.isRevoked(before));

      if (how === 'closed') line.disconnect();
      else line.blackhole();
      const { id, verdict } = await endUnderWatch(feeds, instance);
      await until(() => !feed.isFresh, 1100);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(feed.isFresh).toBe(false);
      expect(feed.isRevoked(before)).toBe(true);
      expect(feed.isRevoked(id)).toBe(false);

      line.restore();
      await until(() => feed.isFresh, 3000);
      expect(feed.isRevoked(id)).toBe(true);
      verdict();
      expect(feed.stats.failedPolls).toBeGreaterThan(0);
      expect(await lagOfNext(feeds, kind, instance)).toBeLessThan(1000);
    }),
);

describe.concurrent('a side connection', () => {
  it('that is killed is replaced at once, again and again, and no revocation is lost', () =>
    withLine(async (feeds) => {
      const instance = await feeds.start('LISTEN/NOTIFY');
      const { feed } = instance;
      for (let round = 0; round < 5; round++) {
        expect(await feeds.killSideConnections()).toBe(1);
        const { id, verdict } = await endUnderWatch(feeds, instance);
        expect(await until(() => feed.isRevoked(id))).toBeLessThan(1000);
        verdict();
      }
      await until(() => feed.isFresh, 1000);
      expect(await lagOfNext(feeds, 'LISTEN/NOTIFY', instance)).toBeLessThan(1000);
    }));

  it('that was away for minutes brings what ended at the beginning of that', () =>
    withLine(async (feeds, line) => {
      const { feed, clock } = await feeds.start('LISTEN/NOTIFY', line.url);
      line.disconnect();
      const id = await feeds.session();
      await feeds.end([id]);
      clock.ahead = 120_000;
      await feeds.database.moveClock(120);
      expect(feed.isFresh).toBe(false);
      line.restore();
      await until(() => feed.isFresh, 3000);
      expect(feed.isRevoked(id)).toBe(true);
    }));
});

it.concurrent.each(KINDS)('a table that cannot be read is an outage too, by %s', (kind) =>
  withLine(async (feeds) => {
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
