import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool } from '../docs/examples/primary-pool.js';
import { TcpProxy } from '../revocation/tcp-proxy.js';
import { ACCEPT_JSON, bearerStatus, cloneBrowser, refresh } from '../support/requests.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { query, ReplicatedPostgres } from './replicated-postgres.js';

const TIMEOUT_MS = 1000;
const VISITORS = 6;
/** How long the visitors use the app before and after the failover. */
const LOAD_MS = 2000;
/** Time after which a revocation is known on every instance. */
const REVOCATION_MS = 1000;

/** A login whose response has arrived. */
interface KnownSession {
  readonly browser: TestBrowser;
  /** When the response of the logout arrived. */
  endedAt?: number;
}

/** How the instances find the primary. */
interface Route {
  readonly url: string;
  /** Called after the promotion of the replica. */
  follow(replicaUrl: string): void;
  close(): Promise<void>;
}

async function openAddress({ urls }: ReplicatedPostgres): Promise<Route> {
  const proxy = await TcpProxy.open(urls.primary);
  return {
    url: proxy.url,
    follow: (replicaUrl) => proxy.switchTo(replicaUrl),
    close: () => proxy.close(),
  };
}

/** The replica is the first host, so that the instances have to find the primary. */
async function openHosts({ urls }: ReplicatedPostgres): Promise<Route> {
  const proxies = [await TcpProxy.open(urls.replica), await TcpProxy.open(urls.primary)];
  const hosts = proxies.map(({ url }) => new URL(url).host).join();
  const [first = ''] = proxies.map(({ url }) => url);
  return {
    url: first.replace(new URL(first).host, hosts),
    follow: () => undefined,
    close: async () => void (await Promise.all(proxies.map((proxy) => proxy.close()))),
  };
}

describe.each([
  ['behind an address that moves to the new primary', openAddress],
  ['with several hosts in DATABASE_URL', openHosts],
])('a failover %s', (_, open) => {
  let postgres: ReplicatedPostgres;
  let route: Route;
  let apps: readonly [TestApp, TestApp];

  beforeAll(async () => {
    postgres = await ReplicatedPostgres.start();
    route = await open(postgres);
    const variables = { DATABASE_URL: route.url, DATABASE_TIMEOUT_MS: String(TIMEOUT_MS) };
    const first = await TestApp.start('fastify', variables);
    apps = [first, await first.another('express', variables)];
    await postgres.setSynchronous(true);
  }, 60_000);
  afterAll(async () => {
    await apps?.[1].stop();
    await apps?.[0].stop();
    await route?.close();
    await postgres?.stop();
  });

  const anyApp = () => apps[Math.floor(Math.random() * 2)] ?? apps[0];
  const onEvery = <T>(request: (app: TestApp) => Promise<T>) => Promise.all(apps.map(request));

  /** Repeats a request on any instance while there is no response or it is 503. */
  async function untilAnswered(
    browser: TestBrowser,
    send: (browser: TestBrowser) => Promise<{ status: number }>,
  ): Promise<number> {
    for (;;) {
      const attempt = cloneBrowser(anyApp(), browser);
      const { status } = await send(attempt).catch(() => ({ status: 503 }));
      if (status !== 503) {
        for (const [name, value] of attempt.cookies) browser.cookies.set(name, value);
        return status;
      }
      await sleep(50);
    }
  }

  const logOut = (browser: TestBrowser) =>
    browser.request('/auth/logout', {
      method: 'POST',
      headers: { ...ACCEPT_JSON, origin: browser.origin },
    });

  async function visit(sessions: KnownSession[], signal: AbortSignal): Promise<void> {
    for (let login = 1; !signal.aborted; login++) {
      const browser = await anyApp()
        .signedIn('google')
        .catch(() => undefined);
      if (browser === undefined) {
        await sleep(50);
        continue;
      }
      const session: KnownSession = { browser };
      sessions.push(session);
      for (let round = 0; round < 2; round++) {
        expect(await untilAnswered(browser, refresh)).toBe(200);
        await sleep(20);
      }
      if (login % 2 === 0) continue;
      // 401: the response of an earlier attempt was lost.
      expect([204, 401]).toContain(await untilAnswered(browser, logOut));
      session.endedAt = performance.now();
    }
  }

  /** Uses sessions that have ended. Returns the statuses. */
  async function probeEnded(sessions: KnownSession[], signal: AbortSignal): Promise<Set<number>> {
    const statuses = new Set<number>();
    while (!signal.aborted) {
      const before = performance.now() - REVOCATION_MS;
      const ended = sessions.filter(({ endedAt }) => endedAt !== undefined && endedAt < before);
      const session = ended[Math.floor(Math.random() * ended.length)];
      const access = session?.browser.cookie('access');
      if (access !== undefined) {
        const answers = await onEvery((app) => bearerStatus(app, access));
        for (const status of answers) statuses.add(status);
      }
      await sleep(10);
    }
    return statuses;
  }

  /** The time until an instance answers a write, in milliseconds. */
  async function recoveryOf(app: TestApp, since: number): Promise<number> {
    for (;;) {
      const isSignedIn = await app.signedIn('google').then(
        () => true,
        () => false,
      );
      if (isSignedIn) return Math.round(performance.now() - since);
      await sleep(20);
    }
  }

  it('loses no answered login and no answered revocation', async () => {
    const sessions: KnownSession[] = [];
    const stop = new AbortController();
    const visitors = Array.from({ length: VISITORS }, () => visit(sessions, stop.signal));
    const probing = probeEnded(sessions, stop.signal);
    await sleep(LOAD_MS);

    await postgres.killPrimary();
    const killedAt = performance.now();
    await postgres.promote();
    const promotedMs = Math.round(performance.now() - killedAt);
    route.follow(postgres.urls.replica);
    const recovered = await onEvery((app) => recoveryOf(app, killedAt));
    process.stdout.write(
      `Failover: promoted after ${promotedMs} ms, first logins after ${recovered.join(' and ')} ms\n`,
    );

    await sleep(LOAD_MS);
    stop.abort();
    await Promise.all(visitors);
    const statuses = await probing;
    expect([...statuses].filter((status) => ![401, 503].includes(status))).toEqual([]);
    await expect.poll(() => onEvery(isReady)).toEqual(['ok', 'ok']);

    const active = sessions.filter(({ endedAt }) => endedAt === undefined);
    const ended = sessions.filter(({ endedAt }) => endedAt !== undefined);
    expect(Math.min(active.length, ended.length)).toBeGreaterThan(5);
    for (const { browser } of active) expect(await untilAnswered(browser, refresh)).toBe(200);
    for (const { browser } of ended) {
      const access = browser.cookie('access');
      expect(await onEvery((app) => bearerStatus(app, access))).toEqual([401, 401]);
      expect(await untilAnswered(browser, refresh)).toBe(401);
    }
  }, 60_000);

  it('leads new pools to the new primary', async () => {
    const pool = createPool(route.url);
    const { rows } = await pool.query<{ replica: boolean }>(
      'SELECT pg_is_in_recovery() AS replica',
    );
    expect(rows).toEqual([{ replica: false }]);
    await pool.end();
  });

  it('revokes sessions on every instance within a second afterwards', async () => {
    const browser = await apps[0].signedIn('google');
    const access = browser.cookie('access');
    expect(await onEvery((app) => bearerStatus(app, access))).toEqual([200, 200]);
    expect((await logOut(browser)).status).toBe(204);
    const statuses = () => onEvery((app) => bearerStatus(app, access));
    await expect.poll(statuses, { timeout: REVOCATION_MS }).toEqual([401, 401]);
  });
});

async function isReady(app: TestApp): Promise<string> {
  const { body } = await app.browser().request('/ready');
  return (JSON.parse(body) as { revocations: string }).revocations;
}

describe('a primary whose replica no longer receives its changes', () => {
  let postgres: ReplicatedPostgres;
  let address: TcpProxy;
  let apps: readonly [TestApp, TestApp];
  /** An app whose pool accepts a replica, and that polls over it. */
  let polling: ModuleApp;

  beforeAll(async () => {
    postgres = await ReplicatedPostgres.start();
    address = await TcpProxy.open(postgres.urls.primary);
    const timeout = { DATABASE_TIMEOUT_MS: String(TIMEOUT_MS) };
    const first = await TestApp.start('fastify', { DATABASE_URL: address.url, ...timeout });
    const atPrimary = { DATABASE_URL: postgres.urls.primary, ...timeout };
    apps = [first, await first.another('fastify', atPrimary)];
    const { origin, emulator } = first;
    const database = { ...first.database, url: address.url };
    polling = await ModuleApp.start({ origin, emulator, database }, 'fastify', { isPolling: true });
  }, 60_000);
  afterAll(async () => {
    await polling?.stop();
    await apps?.[1].stop();
    await apps?.[0].stop();
    await address?.close();
    await postgres?.stop();
  });

  it('is not replaced by the replica for reads, which would accept revoked sessions', async () => {
    const [moved, atPrimary] = apps;
    const browser = await atPrimary.signedIn('google');
    const headers = { ...ACCEPT_JSON, authorization: `Bearer ${browser.cookie('access')}` };
    const pollingStatus = async () =>
      (await polling.browser().request('/auth/sessions', { headers })).status;
    expect(await pollingStatus()).toBe(200);
    await waitForReplica();
    postgres.replication.disconnect();
    address.switchTo(postgres.urls.replica);
    await atPrimary.prisma.session.updateMany({ data: { revokedAt: new Date() } });
    const stale = await query<{ active: number }>(
      postgres.urls.replica,
      'SELECT count(*)::int AS active FROM "Session" WHERE "revokedAt" IS NULL',
    );
    expect(stale[0]?.active).toBeGreaterThan(0);
    await sleep(REVOCATION_MS);
    for (let attempt = 0; attempt < 20; attempt++) {
      expect([401, 503]).toContain(await bearerStatus(moved, browser.cookie('access')));
      expect([401, 503]).toContain((await refresh(cloneBrowser(moved, browser))).status);
      expect([401, 503]).toContain(await pollingStatus());
    }
    expect((await moved.browser().request('/ready')).status).toBe(503);
    address.switchTo(postgres.urls.primary);
    postgres.replication.restore();
    await expect.poll(() => isReady(moved), { timeout: 5000 }).toBe('ok');
    await moved.signedIn('google');
    expect(await bearerStatus(moved, browser.cookie('access'))).toBe(401);
  });

  it('does not answer logins that a failover would lose, with synchronous replication', async () => {
    const [, atPrimary] = apps;
    await atPrimary.signedIn('google');
    await waitForReplica();
    await postgres.setSynchronous(true);
    postgres.replication.disconnect();
    await expect(atPrimary.signedIn('google')).rejects.toThrow('503');
    await postgres.setSynchronous(false);
    postgres.replication.restore();
  });

  /** Waits until the replica has applied all changes. */
  async function waitForReplica(): Promise<void> {
    const sql = `SELECT count(*)::int AS behind FROM pg_stat_replication WHERE replay_lsn < pg_current_wal_lsn()`;
    const behind = async () => (await query<{ behind: number }>(postgres.urls.primary, sql))[0];
    await expect.poll(behind).toEqual({ behind: 0 });
  }
});
