import type { INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Clock, WebSocketAuth } from '../../src/social-auth/index.js';
import { ERROR_MESSAGES } from '../../src/social-auth/core/messages/english-errors.js';
import { ChatGateway } from '../../examples/realtime/src/chat.gateway.js';
import { CapturedLog } from '../support/captured-log.js';
import { FULL_RUN } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp, type Adapter } from '../support/test-app.js';
import { connected, LobbyNamespace, LobbyServer } from './lobby.gateway.js';
import {
  connect,
  type ConnectOptions,
  type SocketLibrary,
  type TestSocket,
} from './socket-clients.js';

const SERVERS: readonly (readonly [SocketLibrary, Adapter])[] = [
  ['socket.io', 'express'],
  ['ws', 'fastify'],
  ...(FULL_RUN
    ? ([
        ['socket.io', 'fastify'],
        ['ws', 'express'],
      ] as const)
    : []),
];

const useLibrary = (library: SocketLibrary) => (app: INestApplication) =>
  app.useWebSocketAdapter(library === 'ws' ? new WsAdapter(app) : new IoAdapter(app));

let base: TestApp;
let access: string;
let userId: string;

beforeAll(async () => {
  base = await TestApp.start('fastify');
  const browser = await base.signedIn('google');
  access = browser.cookie('access') ?? '';
  userId = (await browser.json<{ id: string }>('/api/me')).id;
});
afterAll(() => base.stop());

describe.each(SERVERS)('a gateway of %s on %s', (library, adapter) => {
  let app: ModuleApp;
  let log: CapturedLog;
  const sockets: TestSocket[] = [];

  beforeAll(async () => {
    app = await ModuleApp.start(base, adapter, {
      providers: [ChatGateway, library === 'ws' ? LobbyServer : LobbyNamespace],
      configure: useLibrary(library),
    });
    log = CapturedLog.start();
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));
  afterAll(async () => {
    log.stop();
    await app.stop();
  });

  const open = async (options: ConnectOptions, path = ''): Promise<TestSocket> => {
    const socket = await connect(library, app.address + path, options);
    if ('refused' in socket) throw new Error(JSON.stringify(socket));
    sockets.push(socket);
    return socket;
  };
  const refusal = async (options: ConnectOptions, path = '') => {
    const socket = await connect(library, app.address + path, options);
    if (!('refused' in socket)) socket.close();
    return 'refused' in socket ? socket.refused : 'accepted';
  };
  const withCookie = (origin?: string): ConnectOptions => ({
    headers: { cookie: `access=${access}`, ...(origin !== undefined && { origin }) },
  });

  it('knows the principal and the user of each message', async () => {
    const socket = await open(withCookie(base.origin));
    expect(await socket.send('say', 'hello')).toEqual({
      event: 'said',
      data: { userId, text: 'hello' },
    });
    expect(await socket.send('introduce')).toEqual({
      event: 'joined',
      data: { name: 'Vera Sample' },
    });
  });

  it('accepts a token in a header, and as a browser sends it, from any origin', async () => {
    const foreign = { origin: 'https://spa.example' };
    for (const options of [
      { headers: { authorization: `Bearer ${access}`, ...foreign } },
      { token: access, headers: foreign },
    ]) {
      const socket = await open(options);
      expect((await socket.send('say')).event).toBe('said');
    }
  });

  it.each([
    ['a sibling subdomain', 'http://other.localhost'],
    ['another port of localhost', 'http://localhost:1'],
    ['another scheme', (origin: string) => origin.replace('http:', 'https:')],
    ['an opaque origin', 'null'],
    ['an unknown origin', undefined],
  ])('S46 refuses a handshake with cookies from %s', async (_, origin) => {
    const foreign = typeof origin === 'function' ? origin(base.origin) : origin;
    expect(await refusal(withCookie(foreign))).toMatchObject({
      code: 'cross_site_request',
      message: ERROR_MESSAGES.cross_site_request.message,
    });
  });

  it('refuses a handshake without a valid token, and discloses no reason', async () => {
    expect(await refusal({ headers: { origin: base.origin } })).toMatchObject({
      code: 'unauthenticated',
      statusCode: 401,
    });
    const invalid = await refusal({ token: `${access.slice(0, -4)}AAAA` });
    expect(invalid).toMatchObject({ code: 'invalid_token', statusCode: 401 });
    expect(JSON.stringify(invalid)).not.toContain('expired');
    // The same token in the address is not read.
    const { refused } = (await connect(library, `${app.address}/?token=${access}`, {})) as {
      refused: unknown;
    };
    expect(refused).toMatchObject({ code: 'unauthenticated' });
  });

  it('refuses a message in the form of the library, and does not log an error', async () => {
    log.lines.length = 0;
    const socket = await open(withCookie(base.origin));
    const { event, data } = await socket.send('clear');
    expect(event).toBe('exception');
    expect(data).toMatchObject({
      status: 'error',
      code: 'forbidden',
      message: ERROR_MESSAGES.forbidden.message,
    });
    expect(JSON.stringify(data)).not.toContain('moderator');
    const [line, ...others] = log.lines;
    expect(line).toContain(
      `${String(data['supportCode'])}): the user has none of the roles moderator`,
    );
    expect(others).toEqual([]);
  });

  it('is the server of socket.io or of ws only', () => {
    const auth = app.app.get(WebSocketAuth, { strict: false });
    expect(() => auth.protect(app.app.getHttpServer() as object)).toThrow(TypeError);
  });

  it('accepts messages after the access token has expired', async () => {
    const socket = await open(withCookie(base.origin));
    const clock = app.app.get(Clock, { strict: false });
    try {
      clock.milliseconds = () => Date.now() + 10 * 60_000;
      expect((await socket.send('say')).event).toBe('said');
      expect(await refusal(withCookie(base.origin))).toMatchObject({ code: 'invalid_token' });
    } finally {
      clock.milliseconds = () => Date.now();
    }
  });

  it('may accept clients without a token, for messages that are optional', async () => {
    connected.length = 0;
    const socket = await open({}, '/lobby');
    expect(connected).toEqual(['anonymous']);
    expect(await socket.send('show')).toEqual({ event: 'shown', data: { by: 'anonymous' } });
    expect(await socket.send('enter')).toMatchObject({
      event: 'exception',
      data: { code: 'unauthenticated' },
    });
    expect(await refusal({ token: 'invalid' }, '/lobby')).toMatchObject({ code: 'invalid_token' });
  });

  it('may accept cookies from pages of a permitted origin, and of no other', async () => {
    connected.length = 0;
    const cookie = `access=${access}`;
    const permitted = { origin: 'https://admin.example', 'sec-fetch-site': 'cross-site' };
    const socket = await open({ headers: { cookie, ...permitted } }, '/lobby');
    expect(connected).toEqual([userId]);
    expect(await socket.send('show')).toEqual({ event: 'shown', data: { by: userId } });
    expect(await socket.send('enter')).toMatchObject({ event: 'entered' });
    for (const origin of ['http://admin.example', 'https://admin.example.org']) {
      expect(await refusal({ headers: { cookie, origin } }, '/lobby')).toMatchObject({
        code: 'cross_site_request',
      });
    }
  });

  if (library === 'ws') {
    it('keeps the verifyClient() of the app', async () => {
      expect(await refusal({}, '/lobby?full')).toEqual({ status: 401 });
    });
  }
});
