import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, UseGuards } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { SubscribeMessage, WebSocketGateway, type OnGatewayInit } from '@nestjs/websockets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import {
  JwtAuthGuard,
  OptionalAuth,
  RevocationFeed,
  SameOriginGuard,
  WebSocketAuth,
} from '../../src/social-auth/index.js';
import { CapturedLog } from '../support/captured-log.js';
import { ModuleApp } from '../support/module-app.js';
import { TestBackend } from '../support/test-backend.js';
import { connect } from './socket-clients.js';

/** A gateway that does not call `WebSocketAuth.protect()`. */
@UseGuards(JwtAuthGuard)
@WebSocketGateway()
class UnprotectedGateway {
  @SubscribeMessage('required')
  required() {
    return { event: 'executed', data: {} };
  }

  @OptionalAuth()
  @SubscribeMessage('optional')
  optional() {
    return { event: 'executed', data: {} };
  }
}

@UseGuards(SameOriginGuard)
@WebSocketGateway()
class UnprotectedSameOriginGateway {
  @SubscribeMessage('same origin')
  sameOrigin() {
    return { event: 'executed', data: {} };
  }
}

@UseGuards(SameOriginGuard)
@WebSocketGateway({ namespace: 'cart' })
class CartGateway implements OnGatewayInit {
  constructor(@Inject(WebSocketAuth) private readonly auth: WebSocketAuth) {}

  afterInit(server: object) {
    this.auth.protect(server, { optional: true, origins: ['https://admin.example'] });
  }

  @SubscribeMessage('add')
  add() {
    return { event: 'executed', data: {} };
  }
}

/** A server of socket.io, which the adapter of Nest does not type. */
interface SocketIoServer {
  of(namespace: string): object;
  close(): Promise<void>;
}

let base: TestBackend;
let app: ModuleApp;
let auth: WebSocketAuth;
let log: CapturedLog;

beforeAll(async () => {
  base = await TestBackend.create();
  app = await ModuleApp.start(base, 'fastify', {
    providers: [UnprotectedGateway, UnprotectedSameOriginGateway, CartGateway],
    configure: (nest) => nest.useWebSocketAdapter(new IoAdapter(nest)),
  });
  auth = app.app.get(WebSocketAuth, { strict: false });
  log = CapturedLog.start();
});
afterAll(async () => {
  log.stop();
  await app.stop();
  await base.stop();
});

const accessToken = async () =>
  (await base.signedIn('google', 'vera', app.browser())).cookie('access') ?? '';

it.each([
  ['required', 'unauthenticated'],
  ['optional', 'unauthenticated'],
  ['same origin', undefined],
])(
  'S46 a gateway of socket.io without protect() refuses a message with cookies: %s',
  async (event, code) => {
    log.lines.length = 0;
    const cookie = `access=${await accessToken()}`;
    const socket = await connect('socket.io', app.address, {
      headers: { cookie, origin: 'http://other.localhost' },
    });
    if ('refused' in socket) throw new Error(JSON.stringify(socket));
    const answer = await socket.send(event);
    socket.close();
    expect(answer.event).toBe('exception');
    if (code === undefined) return;
    expect(answer.data).toMatchObject({ code });
    expect(log.lines).toEqual([expect.stringContaining('WebSocketAuth.protect()')]);
  },
);

it.each([
  ['no origin and no token', undefined, false, 'exception'],
  ['another origin and no token', 'http://other.localhost', false, 'exception'],
  ['another origin and a token', 'http://other.localhost', true, 'exception'],
  ['a permitted origin', 'https://admin.example', false, 'executed'],
] as const)(
  'S46 SameOriginGuard requires the proof of the handshake: %s',
  async (_, origin, hasToken, event) => {
    const socket = await connect('socket.io', `${app.address}/cart`, {
      headers: { cookie: 'cart=1', ...(origin !== undefined && { origin }) },
      ...(hasToken && { token: await accessToken() }),
    });
    if ('refused' in socket) throw new Error(JSON.stringify(socket));
    expect((await socket.send('add')).event).toBe(event);
    socket.close();
  },
);

describe('protect()', () => {
  it('rejects a server of socket.io that recovers connections before it authenticates them', () => {
    const adapter = new IoAdapter();
    const create = (options: object) =>
      adapter.createIOServer(
        0,
        options as Parameters<IoAdapter['createIOServer']>[1],
      ) as SocketIoServer;
    const recovering = create({ connectionStateRecovery: { skipMiddlewares: false } });
    for (const server of [recovering, recovering.of('/namespace')]) {
      expect(() => auth.protect(server)).toThrow(/Remove the option connectionStateRecovery/);
    }
    void recovering.close();
    const plain = create({});
    expect(() => auth.protect(plain.of('/namespace'))).not.toThrow();
    void plain.close();
  });

  it('rejects other options for the same server, instead of ignoring them', () => {
    const server = new WebSocketServer({ noServer: true });
    auth.protect(server, { origins: ['https://a.example', 'https://b.example'] });
    auth.protect(server, { origins: ['https://b.example', 'https://a.example'], optional: false });
    expect(() => auth.protect(server)).toThrow(/other options for the same server/);
    expect(() => auth.protect(server, { optional: true })).toThrow(/other options/);
  });

  it('rejects an unsupported server each time', () => {
    const server = {};
    expect(() => auth.protect(server)).toThrow(TypeError);
    expect(() => auth.protect(server)).toThrow(TypeError);
  });
});

describe('accept()', () => {
  const open = async (credentials?: Record<string, string | string[]>) => {
    const server = new WebSocketServer({ port: 0 });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const headers = credentials ?? { authorization: `Bearer ${await accessToken()}` };
    const client = new WebSocket(`ws://127.0.0.1:${port}`, { headers });
    const connection = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>;
    const [[socket, request]] = await Promise.all([connection, once(client, 'open')]);
    return {
      socket,
      request,
      client,
      close: () => {
        client.terminate();
        server.close();
      },
    };
  };
  const watchedSessions = () =>
    app.app.get(RevocationFeed, { strict: false }).stats.watchedSessions;

  it('S46 ignores two Authorization headers in the check of the origin', async () => {
    const { socket, request, client, close } = await open({
      cookie: `access=${await accessToken()}`,
      authorization: ['Bearer first', 'Bearer second'],
      origin: 'http://other.localhost',
    });
    const names = request.rawHeaders.filter((name) => name.toLowerCase() === 'authorization');
    expect(names).toHaveLength(2);
    const closed = once(client, 'close');
    expect(await auth.accept(socket, request)).toBe(false);
    const [status, reason] = (await closed) as [number, Buffer];
    expect([status, reason.toString()]).toEqual([1008, 'cross_site_request']);
    close();
  });

  it('subscribes to revocations once per socket', async () => {
    const { socket, request, close } = await open();
    const listeners = () => socket.listenerCount('close');
    expect(await auth.accept(socket, request)).toBe(true);
    const before = listeners();
    expect(await auth.accept(socket, request)).toBe(true);
    expect([listeners(), watchedSessions()]).toEqual([before, 1]);
    close();
    await once(socket, 'close');
    expect(watchedSessions()).toBe(0);
  });

  it('S47 closes the connection when sessionMaxAge has passed since the login', async () => {
    const shortLived = await ModuleApp.start(base, 'fastify', {
      options: { sessionMaxAge: '3s', sessionIdleTimeout: '3s' },
    });
    const { socket, request, client, close } = await open();
    const shortAuth = shortLived.app.get(WebSocketAuth, { strict: false });
    const closed = once(client, 'close');
    expect(await shortAuth.accept(socket, request)).toBe(true);
    expect(shortAuth.principal(request)).toBeDefined();
    const [status, reason] = (await closed) as [number, Buffer];
    expect([status, reason.toString()]).toEqual([1008, 'invalid_token']);
    expect(shortAuth.principal(request)).toBeUndefined();
    close();
    await shortLived.stop();
  });

  it('does not subscribe for a socket that has closed during the authentication', async () => {
    const { socket, request, close } = await open();
    socket.terminate();
    await once(socket, 'close');
    expect(await auth.accept(socket, request)).toBe(false);
    expect(watchedSessions()).toBe(0);
    close();
  });
});
