import { createServer, type Server } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint, TransportFault } from '../../src/emulator/index.js';
import { heapUsed } from '../support/heap.js';
import { FULL_RUN, MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

/** Whether each fault is tested separately. */
const EACH = FULL_RUN;
const CONCURRENT_LOGINS = FULL_RUN ? 200 : 60;
/** Long enough for an unaffected login while the machine processes all others. */
const TIMEOUT_MS = FULL_RUN ? 4000 : 2000;
const MB = 1024 * 1024;

type StuckEndpoint = readonly [Endpoint, TransportFault];

const ENDLESS: Readonly<Record<string, StuckEndpoint>> = {
  'never returns a token': ['token', { kind: 'no-response' }],
  'never returns a profile': ['userinfo', { kind: 'no-response' }],
  'sends its token slowly': ['token', { kind: 'slow-body', intervalMs: 50 }],
  'sends the profile slowly': ['userinfo', { kind: 'slow-body', intervalMs: 50 }],
};
const BROKEN: Readonly<Record<string, StuckEndpoint>> = {
  'returns an oversized token': ['token', { kind: 'oversized' }],
  'returns an oversized profile': ['userinfo', { kind: 'oversized' }],
  'resets the connection during the token': [
    'token',
    { kind: 'connection-reset', when: 'during-body' },
  ],
  'resets the connection before the profile': [
    'userinfo',
    { kind: 'connection-reset', when: 'after-headers' },
  ],
  'returns an invalid token': ['token', { kind: 'json', value: null }],
  'returns an invalid profile': ['userinfo', { kind: 'json', value: [null] }],
};
const KINDS = { ...ENDLESS, ...BROKEN };
const ROUNDS: [string, Readonly<Record<string, StuckEndpoint>>][] = EACH
  ? Object.entries(KINDS).map(([name, stuck]) => [name, { [name]: stuck }])
  : [
      ['never completes a response', ENDLESS],
      ['returns invalid responses', BROKEN],
    ];

describe.each(MAIN_ADAPTERS)('concurrent logins at a stuck provider on %s', (adapter) => {
  let app: TestApp;
  let start: ReturnType<typeof measure> | undefined;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { PROVIDER_TIMEOUT_MS: String(TIMEOUT_MS) });
    for (const [index, [endpoint, fault]] of Object.values(KINDS).entries()) {
      const persona = `stuck-${index}`;
      app.emulator.addPersona({ id: persona });
      app.emulator.injectFault({ provider: 'google', endpoint, persona, ...fault });
    }
    // Warms up, for example opens the connections to the database, before the measurements.
    await Promise.all(Array.from({ length: 20 }, () => app.signedIn('github')));
  });
  afterAll(() => app.stop());

  const personaOf = (kind: string) => `stuck-${Object.keys(KINDS).indexOf(kind)}`;

  it.each(ROUNDS)(
    'a provider that %s delays only the logins with it',
    { timeout: 120_000 },
    async (_round, kinds) => {
      const personas = Object.keys(kinds).map(personaOf);
      const waiting = await callbacks(app, (index) => personas[index % personas.length] ?? '');
      const [before, rows] = [measure(), await app.rows()];
      start ??= before;

      const others = { logins: 0, slowest: 0, sockets: 0 };
      const ordinaryLogin = async () => {
        const begun = Date.now();
        await app.signedIn('github');
        expect((await app.browser().request('/health')).status).toBe(200);
        others.slowest = Math.max(others.slowest, Date.now() - begun);
        others.sockets = Math.max(others.sockets, socketsTo(app));
        others.logins += 1;
      };
      // Starts all of them before the first one ends, but not in one burst, which would overload the machine.
      const stuck: ReturnType<typeof end>[] = [];
      while (waiting.length > 0) {
        stuck.push(...waiting.splice(0, 10).map(end));
        await ordinaryLogin();
      }
      // After garbage collection, fetch may no longer abort a request whose headers it has received.
      heapUsed();
      const ending = Promise.all(stuck);
      while ((await Promise.race([ending, setTimeout(100)])) === undefined) await ordinaryLogin();
      const ends = await ending;
      expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 502));
      expect(ends.every(({ page }) => page)).toBe(true);
      const slowest = Math.max(...ends.map(({ ms }) => ms));
      // A multiple of the timeout, because the machine may be busy.
      expect(slowest).toBeLessThan(10 * TIMEOUT_MS);
      expect((await app.rows()).sessions).toBe(rows.sessions + others.logins);
      const after = measure();
      expect(after.heap - before.heap).toBeLessThan(30 * MB);
      expect(after.rss - before.rss).toBeLessThan(400 * MB);
    },
  );

  it('leave no connections or timers', { timeout: 60_000 }, async () => {
    // A connection whose request was aborted before it was established stays in the pool for the next login.
    const few = CONCURRENT_LOGINS / 10;
    const left = () => [socketsTo(app) < few, timers() < (start?.timers ?? 0) + few];
    await expect.poll(left, { timeout: 20_000, interval: 500 }).toEqual([true, true]);
  });
});

const COMPRESSED = gzipSync(Buffer.alloc(MB, ' '));

/** 100 MB, compressed to 100 KB. Decompressors treat concatenated gzip members as one text (RFC 1952 §2.2). */
const BOMB = Buffer.concat(Array.from({ length: 100 }, () => COMPRESSED));

describe.each(MAIN_ADAPTERS)(
  'a provider that returns a compressed response of 100 MB on %s',
  (adapter) => {
    let bomb: Server;
    let app: TestApp;

    beforeAll(async () => {
      bomb = createServer((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        response.end(BOMB);
      });
      await new Promise<void>((resolve) => bomb.listen(0, '127.0.0.1', resolve));
      const { port } = bomb.address() as AddressInfo;
      app = await TestApp.start(adapter, { GOOGLE_TOKEN_URL: `http://127.0.0.1:${port}/token` });
    });
    afterAll(async () => {
      await app.stop();
      bomb.closeAllConnections();
      bomb.close();
    });

    it('causes a 502 response, because the limit applies to the decompressed size', async () => {
      const waiting = await callbacks(app, () => 'vera', 20);
      const before = measure();
      const ends = await Promise.all(waiting.map(end));
      expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 502));
      expect(measure().rss - before.rss).toBeLessThan(400 * MB);
    });
  },
);

/** A browser with the URL of its callback. */
type PendingCallback = readonly [browser: TestBrowser, url: string];

/** @returns logins that wait for their callback */
async function callbacks(
  app: TestApp,
  personaOf: (index: number) => string,
  count = CONCURRENT_LOGINS,
): Promise<PendingCallback[]> {
  const waiting: PendingCallback[] = [];
  const lanes = Array.from({ length: 10 }, async (_, lane) => {
    for (let index = lane; index < count; index += 10) {
      const browser = app.browser();
      const url = await app.emulator.approve(await browser.begin('google'), personaOf(index));
      waiting.push([browser, url]);
    }
  });
  await Promise.all(lanes);
  return waiting;
}

async function end([browser, url]: PendingCallback) {
  const begun = Date.now();
  const { status, body } = await browser.request(url);
  const page = body.includes("We couldn't reach") && body.includes('Support code');
  return { status, page, ms: Date.now() - begun };
}

function measure() {
  return { heap: heapUsed(), timers: timers(), rss: process.memoryUsage.rss() };
}

/** Counts the timers of this process. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
}

/** Counts the connections of this process to the provider. */
function socketsTo({ emulator }: TestApp): number {
  // oxlint-disable-next-line no-underscore-dangle -- no other API returns the open sockets
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles();
  const port = Number(new URL(emulator.origin).port);
  return handles.filter((handle) => handle instanceof Socket && handle.remotePort === port).length;
}
