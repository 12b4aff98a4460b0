import { setTimeout as sleep } from 'node:timers/promises';
import { ID, Resolver, Subscription } from '@nestjs/graphql';
import { APP_GUARD } from '@nestjs/core';
import { createClient, type FormattedExecutionResult } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CurrentPrincipal, PageAuthGuard, type Principal } from '../../src/social-auth/index.js';
import { ERROR_MESSAGES } from '../../src/social-auth/core/messages/english-errors.js';
import { GraphQLApiModule } from '../../examples/realtime/src/graphql-api.module.js';
import { MercuriusModule } from '../docs/examples/mercurius.module.js';
import { ProfileResolver } from '../../examples/realtime/src/profile.resolver.js';
import { CapturedLog } from '../support/captured-log.js';
import { FULL_RUN } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp, type Adapter } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { WebSocket } from 'ws';

const DRIVERS: readonly (readonly ['Apollo' | 'Mercurius', Adapter])[] = [
  ['Apollo', 'express'],
  ['Mercurius', 'fastify'],
  ...(FULL_RUN ? ([['Apollo', 'fastify']] as const) : []),
];

@Resolver()
class SessionsResolver {
  @Subscription(() => ID)
  async *sessions(@CurrentPrincipal() { sessionId }: Principal) {
    for (;;) {
      yield { sessions: sessionId };
      await sleep(50);
    }
  }
}

interface Answer {
  data: Record<string, unknown> | null;
  errors?: {
    message: string;
    extensions: { code: string; originalError: Record<string, unknown>; stacktrace?: string[] };
  }[];
}

let base: TestApp;

beforeAll(async () => {
  base = await TestApp.start('fastify');
});
afterAll(() => base.stop());

describe.each(DRIVERS)('a resolver of %s on %s', (driver, adapter) => {
  let app: ModuleApp;
  let browser: TestBrowser;
  let log: CapturedLog;

  beforeAll(async () => {
    app = await ModuleApp.start(base, adapter, {
      imports: (auth) => [
        auth,
        { module: driver === 'Apollo' ? GraphQLApiModule : MercuriusModule },
      ],
      providers: [
        ProfileResolver,
        SessionsResolver,
        { provide: APP_GUARD, useExisting: PageAuthGuard },
      ],
    });
    browser = app.browser(await base.signedIn('google'));
    log = CapturedLog.start();
  });
  afterAll(async () => {
    log.stop();
    await app.stop();
  });

  const query = async (
    text: string,
    { from = browser, headers = {} }: { from?: TestBrowser; headers?: Record<string, string> } = {},
  ): Promise<Answer> => {
    const { body } = await from.request('/graphql', {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        origin: base.origin,
        ...headers,
      },
      body: JSON.stringify({ query: text }),
    });
    return JSON.parse(body) as Answer;
  };

  it('knows the principal and the user, from a cookie and from a Bearer token', async () => {
    const me = await base.browser().request('/api/me', {
      headers: { accept: 'application/json', cookie: `access=${browser.cookie('access')}` },
    });
    const { id, sessionId } = JSON.parse(me.body) as { id: string; sessionId: string };
    const expected = { data: { sessionId, profile: { id, name: 'Vera Sample' } } };
    expect(await query('{ sessionId profile { id name } }')).toEqual(expected);
    const authorization = `Bearer ${browser.cookie('access')}`;
    const bearer = {
      from: app.browser(),
      headers: { authorization, origin: 'https://spa.example' },
    };
    expect(await query('{ sessionId profile { id name } }', bearer)).toEqual(expected);
  });

  it('is open if it is public', async () => {
    expect(await query('{ version }', { from: app.browser() })).toEqual({
      data: { version: '1.0' },
    });
  });

  it.each([
    ['without a token', {}, '{ sessionId }', 'UNAUTHENTICATED', 'unauthenticated'],
    [
      'with an invalid token',
      { authorization: 'Bearer invalid' },
      '{ sessionId }',
      'UNAUTHENTICATED',
      'invalid_token',
    ],
    [
      'from another origin',
      { origin: 'http://localhost:1' },
      '{ sessionId }',
      'FORBIDDEN',
      'cross_site_request',
    ],
    ['without the role', {}, '{ maintenance }', 'FORBIDDEN', 'forbidden'],
  ] as const)(
    'refuses a request %s in the form of GraphQL, and does not log an error',
    async (_, headers, text, code, ownCode) => {
      log.lines.length = 0;
      const isSignedIn = code === 'FORBIDDEN';
      const from = isSignedIn ? browser : app.browser();
      const { data, errors } = await query(text, { from, headers });
      expect(data).toBeNull();
      const [error, ...others] = errors ?? [];
      const { message } = ERROR_MESSAGES[ownCode];
      expect(error).toMatchObject({
        message,
        extensions: { code, originalError: { code: ownCode, message } },
      });
      expect(others).toEqual([]);
      expect(JSON.stringify(errors)).not.toMatch(
        /none of the roles|Origin is not|has no access token|is invalid or expired/,
      );
      expect(log.lines).toHaveLength(1);
      expect(log.linesWith(String(error?.extensions.originalError['supportCode']))).toHaveLength(1);
    },
  );

  /** Subscribes over a WebSocket. */
  const subscribe = (headers: Record<string, string>, connectionParams = {}) => {
    class WebSocketWithHeaders extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers });
      }
    }
    const client = createClient({
      url: `${app.address.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocketWithHeaders,
      retryAttempts: 0,
      connectionParams,
    });
    const results = client.iterate<{ sessions: string }>({ query: 'subscription { sessions }' });
    return async () => (await results.next()).value as FormattedExecutionResult;
  };

  it('knows the principal of a subscription, which ends when the session is revoked', async () => {
    const own = app.browser(await base.signedIn('google'));
    const { sessionId } = await base
      .browser()
      .request('/api/me', {
        headers: { accept: 'application/json', cookie: `access=${own.cookie('access')}` },
      })
      .then(({ body }) => JSON.parse(body) as { sessionId: string });
    const cookie = `access=${own.cookie('access')}`;
    const next = subscribe({ cookie, origin: base.origin });
    expect(await next()).toEqual({ data: { sessions: sessionId } });
    expect(await next()).toEqual({ data: { sessions: sessionId } });
    await base.prisma.session.update({ where: { id: sessionId }, data: { revokedAt: new Date() } });
    const start = performance.now();
    await expect(
      (async () => {
        for (;;) await next();
      })(),
    ).rejects.toMatchObject({ code: 1008 });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('refuses a subscription from another origin', async () => {
    const cookie = `access=${browser.cookie('access')}`;
    const next = subscribe({ cookie, origin: 'http://localhost:1' });
    await expect(next()).rejects.toMatchObject({ code: 1008, reason: 'cross_site_request' });
  });

  if (driver === 'Apollo') {
    it('accepts a token in the first message of a subscription, from any origin', async () => {
      const token = browser.cookie('access');
      const next = subscribe({ origin: 'https://spa.example' }, { token });
      expect(await next()).toMatchObject({ data: { sessions: expect.any(String) as string } });
      const invalid = subscribe({ origin: 'https://spa.example' }, { token: 'invalid' });
      await expect(invalid()).rejects.toMatchObject({ code: 1008, reason: 'invalid_token' });
    });
  }
});
