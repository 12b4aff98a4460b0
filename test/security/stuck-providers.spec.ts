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

/** The full run lets 200 logins meet each fault alone. */
const EACH = FULL_RUN;
const AT_ONCE = FULL_RUN ? 200 : 100;
/** So long that an ordinary login keeps it while a busy machine works through 200 others. */
const TIMEOUT_MS = FULL_RUN ? 4000 : 2000;
const MB = 1024 * 1024;

type Stuck = readonly [Endpoint, TransportFault];

const ENDLESS: Readonly<Record<string, Stuck>> = {
  'hangs at its token': ['token', { kind: 'no-response' }],
  'hangs at the profile': ['userinfo', { kind: 'no-response' }],
  'drips at its token': ['token', { kind: 'slow-body', intervalMs: 50 }],
  'drips at the profile': ['userinfo', { kind: 'slow-body', intervalMs: 50 }],
};
const BROKEN: Readonly<Record<string, Stuck>> = {
  'floods at its token': ['token', { kind: 'oversized' }],
  'floods at the profile': ['userinfo', { kind: 'oversized' }],
  'cuts its token': ['token', { kind: 'connection-reset', when: 'during-body' }],
  'cuts the profile': ['userinfo', { kind: 'connection-reset', when: 'after-headers' }],
  'lies at its token': ['token', { kind: 'json', value: null }],
  'lies at the profile': ['userinfo', { kind: 'json', value: [null] }],
};
const KINDS = { ...ENDLESS, ...BROKEN };
const ROUNDS: [string, Readonly<Record<string, Stuck>>][] = EACH
  ? Object.entries(KINDS).map(([name, stuck]) => [name, { [name]: stuck }])
  : [
      ['never ends its answers', ENDLESS],
      ['ends its answers badly', BROKEN],
    ];

describe.each(MAIN_ADAPTERS)('200 logins at a stuck provider, on %s', (adapter) => {
  let app: TestApp;
  let start: ReturnType<typeof measure> | undefined;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { PROVIDER_TIMEOUT_MS: String(TIMEOUT_MS) });
    for (const [index, [endpoint, fault]] of Object.values(KINDS).entries()) {
      const persona = `stuck-${index}`;
      app.emulator.addPersona({ id: persona });
      app.emulator.injectFault({ provider: 'google', endpoint, persona, ...fault });
    }
    // What is made once, such as the connections to the database, is made before anything is measured.
    await Promise.all(Array.from({ length: 20 }, () => app.signedIn('github')));
  });
  afterAll(() => app.stop());

  const personaOf = (kind: string) => `stuck-${Object.keys(KINDS).indexOf(kind)}`;

  it.each(ROUNDS)(
    'a provider that %s holds up nobody but those who log in with it',
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
      // All of them before the first is over, but not in one burst, which would be a test of this machine.
      const stuck: ReturnType<typeof end>[] = [];
      while (waiting.length > 0) {
        stuck.push(...waiting.splice(0, 10).map(end));
        await ordinaryLogin();
      }
      // fetch forgets the signal of a request that it has the headers of, when garbage is collected.
      heapUsed();
      const ending = Promise.all(stuck);
      while ((await Promise.race([ending, setTimeout(100)])) === undefined) await ordinaryLogin();
      const ends = await ending;
      expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 502));
      expect(ends.every(({ page }) => page)).toBe(true);
      const slowest = Math.max(...ends.map(({ ms }) => ms));
      // Some times the timeout, for a busy machine: without one it would be for ever.
      expect(slowest).toBeLessThan(10 * TIMEOUT_MS);
      expect((await app.rows()).sessions).toBe(rows.sessions + others.logins);
      const after = measure();
      expect(after.heap - before.heap).toBeLessThan(30 * MB);
      expect(after.rss - before.rss).toBeLessThan(400 * MB);
    },
  );

  it('leave neither connections nor timers behind', { timeout: 60_000 }, async () => {
    // A connection that was given up while it was still being made waits in the pool for the next login.
    const few = AT_ONCE / 10;
    const left = () => [socketsTo(app) < few, measure().timers < (start?.timers ?? 0) + few];
    await expect.poll(left, { timeout: 20_000, interval: 500 }).toEqual([true, true]);
  });
});

/** 100 MB, packed into 100 KB. */
const BOMB = gzipSync(Buffer.alloc(100 * MB, ' '));

describe.each(MAIN_ADAPTERS)(
  'a provider whose answer is larger than it looks, on %s',
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

    it('is cut off at its size unpacked', async () => {
      const waiting = await callbacks(app, () => 'vera', 20);
      const before = measure();
      const ends = await Promise.all(waiting.map(end));
      expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 502));
      expect(measure().rss - before.rss).toBeLessThan(400 * MB);
    });
  },
);

/** A browser that comes back from the provider. */
type Waiting = readonly [browser: TestBrowser, url: string];

/** @returns logins that have got as far as the callback. */
async function callbacks(
  app: TestApp,
  personaOf: (index: number) => string,
  count = AT_ONCE,
): Promise<Waiting[]> {
  const waiting: Waiting[] = [];
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

async function end([browser, url]: Waiting) {
  const begun = Date.now();
  const { status, body } = await browser.request(url);
  const page = body.includes('is not responding') && body.includes('Support code');
  return { status, page, ms: Date.now() - begun };
}

function measure() {
  const heap = heapUsed();
  const timers = process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
  return { heap, timers, rss: process.memoryUsage.rss() };
}

/** How many connections to the provider this process holds. */
function socketsTo({ emulator }: TestApp): number {
  // oxlint-disable-next-line no-underscore-dangle -- nothing else tells where sockets lead to
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles();
  const port = Number(new URL(emulator.origin).port);
  return handles.filter((handle) => handle instanceof Socket && handle.remotePort === port).length;
}
