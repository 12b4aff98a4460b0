import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { UseGuards } from '@nestjs/common';
import { ID, Resolver, Subscription, GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  CurrentPrincipal,
  JwtAuthGuard,
  OptionalAuth,
  RevocationFeed,
  SameOriginGuard,
  WebSocketAuth,
  type Principal,
} from '../../src/social-auth/index.js';
import { until } from '../revocation/revocation-feed.fixture.js';
import { ProfileResolver } from '../../examples/realtime/src/profile.resolver.js';
import { CapturedLog } from '../support/captured-log.js';
import { ModuleApp } from '../support/module-app.js';
import { TestBackend } from '../support/test-backend.js';

/** The subscriptions that have reached their resolver. */
const executed: string[] = [];

@Resolver()
@UseGuards(JwtAuthGuard)
class TransferResolver {
  @Subscription(() => ID)
  async *required(@CurrentPrincipal() { sessionId }: Principal) {
    executed.push('required');
    yield await Promise.resolve({ required: sessionId });
  }

  @OptionalAuth()
  @Subscription(() => ID)
  async *seen(@CurrentPrincipal() principal: Principal | undefined) {
    yield await Promise.resolve({ seen: principal?.sessionId ?? 'none' });
  }

  @OptionalAuth()
  @UseGuards(SameOriginGuard)
  @Subscription(() => ID)
  async *sameOrigin() {
    executed.push('sameOrigin');
    yield await Promise.resolve({ sameOrigin: 'executed' });
  }
}

/** An app that opens connections without authentication, or ignores that one was refused. */
const mercurius = (ignoresRefusal: boolean) =>
  GraphQLModule.forRootAsync<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    inject: [WebSocketAuth],
    useFactory: (auth: WebSocketAuth) => ({
      autoSchemaFile: true,
      subscription: {
        context: async (socket, request) => {
          if (ignoresRefusal) await auth.accept(socket, request.raw);
          return { req: request };
        },
      },
    }),
  });

let base: TestBackend;
let log: CapturedLog;

beforeAll(async () => {
  base = await TestBackend.create();
  log = CapturedLog.start();
});
afterAll(async () => {
  log.stop();
  await base.stop();
});

it.each([
  ['does not call accept()', false],
  ['ignores the outcome of accept()', true],
])(
  'S46 headers in the first message do not prove the origin in an app that %s',
  async (_, ignoresRefusal) => {
    const app = await ModuleApp.start(base, 'fastify', {
      imports: (auth) => [auth, mercurius(ignoresRefusal)],
      providers: [ProfileResolver, TransferResolver],
    });
    try {
      const cookie = `access=${(await base.signedIn('google', 'vera', app.browser())).cookie('access')}`;
      const socket = new WebSocket(
        `${app.address.replace('http', 'ws')}/graphql`,
        'graphql-transport-ws',
        { headers: { cookie, origin: 'http://other.localhost' } },
      );
      await once(socket, 'open');
      const payload = { 'sec-fetch-site': 'same-origin' };
      for (const attempt of ['first', 'second']) {
        socket.send(JSON.stringify({ type: 'connection_init', payload }));
        for (const field of ['required', 'sameOrigin']) {
          const query = `subscription { ${field} }`;
          socket.send(
            JSON.stringify({ type: 'subscribe', id: `${attempt} ${field}`, payload: { query } }),
          );
        }
      }
      await sleep(250);
      expect(executed).toEqual([]);
      socket.terminate();
    } finally {
      await app.stop();
    }
  },
);

it('S25 an operation of a connection without accept() has no principal after the session was revoked', async () => {
  const app = await ModuleApp.start(base, 'fastify', {
    imports: (auth) => [auth, mercurius(false)],
    providers: [ProfileResolver, TransferResolver],
  });
  try {
    const token = (await base.signedIn('google', 'vera', app.browser())).cookie('access') ?? '';
    const socket = new WebSocket(
      `${app.address.replace('http', 'ws')}/graphql`,
      'graphql-transport-ws',
      { headers: { authorization: `Bearer ${token}` } },
    );
    await once(socket, 'open');
    const answer = async (message: object, type: string) => {
      const received = new Promise<unknown>((resolve) => {
        socket.on('message', (data: Buffer) => {
          const parsed = JSON.parse(data.toString()) as { type: string; payload?: unknown };
          if (parsed.type === type) resolve(parsed.payload);
        });
      });
      socket.send(JSON.stringify(message));
      return received;
    };
    const seen = (id: string) =>
      answer({ type: 'subscribe', id, payload: { query: 'subscription { seen }' } }, 'next');
    await answer({ type: 'connection_init' }, 'connection_ack');
    const { data } = (await seen('active')) as { data: { seen: string } };
    const sid = data.seen;
    expect(sid).not.toBe('none');
    await base.prisma.session.update({ where: { id: sid }, data: { revokedAt: new Date() } });
    const feed = app.app.get(RevocationFeed, { strict: false });
    await until(() => feed.isRevoked(sid), 2000);
    expect(await seen('revoked')).toEqual({ data: { seen: 'none' } });
    socket.terminate();
  } finally {
    await app.stop();
  }
});
