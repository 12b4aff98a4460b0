import type { INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RevocationFeed, UserAdministration } from '../../src/social-auth/index.js';
import { until, type Kind } from '../revocation/revocation-feed.fixture.js';
import { ChatGateway } from '../../examples/realtime/src/chat.gateway.js';
import { EventsController } from '../../examples/realtime/src/events.controller.js';
import { FULL_RUN } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp, type Adapter } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { connect, type SocketLibrary } from './socket-clients.js';

/** The revocations of each kind of connection. */
const SAMPLES = FULL_RUN ? 100 : 3;

/** An open connection, which settles with what the client notices when it is closed. */
interface Connection {
  closed: Promise<string>;
}

const SERVERS: readonly (readonly [SocketLibrary, Adapter, Kind])[] = [
  ['socket.io', 'express', 'LISTEN/NOTIFY'],
  ['ws', 'fastify', 'LISTEN/NOTIFY'],
  ...(FULL_RUN
    ? ([
        ['socket.io', 'fastify', 'LISTEN/NOTIFY'],
        ['ws', 'express', 'polling'],
      ] as const)
    : []),
];

/** The instance that revokes sessions. */
let other: TestApp;

beforeAll(async () => {
  other = await TestApp.start('fastify');
});
afterAll(() => other.stop());

describe.each(SERVERS)('an open connection to %s on %s with %s', (library, adapter, kind) => {
  /** Holds the connections. */
  let app: ModuleApp;
  let feed: RevocationFeed;

  beforeAll(async () => {
    app = await ModuleApp.start(other, adapter, {
      isPolling: kind === 'polling',
      controllers: [EventsController],
      providers: [ChatGateway],
      configure: (nest: INestApplication) =>
        nest.useWebSocketAdapter(library === 'ws' ? new WsAdapter(nest) : new IoAdapter(nest)),
    });
    feed = app.app.get(RevocationFeed, { strict: false });
  });
  afterAll(async () => {
    await app.stop();
  });

  const headersOf = (browser: TestBrowser) => ({
    cookie: `access=${browser.cookie('access')}`,
    origin: other.origin,
  });
  const openSocket = async (browser: TestBrowser): Promise<Connection> => {
    const socket = await connect(library, app.address, { headers: headersOf(browser) });
    if ('refused' in socket) throw new Error(JSON.stringify(socket));
    return socket;
  };
  const openStream = async (browser: TestBrowser): Promise<Connection> => {
    const response = await fetch(`${app.address}/events`, { headers: headersOf(browser) });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    return { closed: response.text().then(() => 'end of the stream') };
  };
  const logOut = async (browser: TestBrowser): Promise<void> => {
    const { status } = await browser.request('/auth/logout', {
      method: 'POST',
      headers: { accept: 'application/json', origin: other.origin },
    });
    expect(status).toBe(204);
  };

  it.each([
    ['socket', openSocket, library === 'ws' ? '1008 invalid_token' : 'io server disconnect'],
    ['event stream', openStream, 'end of the stream'],
  ] as const)(
    'S47 is closed within a second of a revocation on another instance: %s',
    async (connection, open, reason) => {
      const delays: number[] = [];
      for (let sample = 0; sample < SAMPLES; sample++) {
        const browser = await other.signedIn('google');
        const { closed } = await open(browser);
        const start = performance.now();
        await logOut(browser);
        expect(await closed).toBe(reason);
        delays.push(performance.now() - start);
      }
      const [max, median] = [Math.max(...delays), delays.toSorted((a, b) => a - b)[SAMPLES >> 1]];
      if (FULL_RUN) {
        process.stdout.write(
          `${library} on ${adapter} with ${kind}, ${connection}: ${SAMPLES} revocations, closed after ${median?.toFixed(0)} ms (median), ` +
            `${max.toFixed(0)} ms (maximum)\n`,
        );
      }
      expect(max).toBeLessThan(1000);
      expect(feed.stats.watchedSessions).toBe(0);
    },
    120_000,
  );

  it('is closed when its user is disabled, and other users keep theirs', async () => {
    const [disabled, kept] = [
      await other.signedIn('google', 'vera'),
      await other.signedIn('google', 'una'),
    ];
    const { id } = await disabled.json<{ id: string }>('/api/me');
    const [socket, stream, own] = [
      await openSocket(disabled),
      await openStream(disabled),
      await openSocket(kept),
    ];
    const administration = other.app.get(UserAdministration, { strict: false });
    await administration.disable(id);
    await Promise.all([socket.closed, stream.closed]);
    expect(feed.stats.watchedSessions).toBe(1);
    const stillOpen = Symbol();
    expect(await Promise.race([own.closed, Promise.resolve(stillOpen)])).toBe(stillOpen);
    await logOut(kept);
    await own.closed;
    await administration.enable(id);
  });

  it('is closed when its user loses a role', async () => {
    const { id } = await (await other.signedIn('google', 'una')).json<{ id: string }>('/api/me');
    const administration = other.app.get(UserAdministration, { strict: false });
    await administration.setRoles(id, ['moderator']);
    const moderator = await other.signedIn('google', 'una');
    const [socket, stream] = [await openSocket(moderator), await openStream(moderator)];
    await administration.setRoles(id, []);
    await Promise.all([socket.closed, stream.closed]);
    expect(feed.stats.watchedSessions).toBe(0);
  });

  it('is no longer watched after the client has closed it', async () => {
    const browser = await other.signedIn('google', 'una');
    const socket = await connect(library, app.address, { headers: headersOf(browser) });
    const abort = new AbortController();
    await fetch(`${app.address}/events`, { headers: headersOf(browser), signal: abort.signal });
    expect(feed.stats.watchedSessions).toBe(1);
    if ('close' in socket) socket.close();
    abort.abort();
    await until(() => feed.stats.watchedSessions === 0, 1000);
  });
});
