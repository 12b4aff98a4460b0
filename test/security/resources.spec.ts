import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RevocationFeed } from '../../src/social-auth/index.js';
import { RefreshTokenService } from '../../src/social-auth/tokens/refresh-token.service.js';
import { heapUsed } from '../support/heap.js';
import { clientAddress } from '../support/client-address.js';
import { AuditTrail } from '../../src/social-auth/audit/audit-trail.js';
import { SigningKeyStore } from '../../src/social-auth/tokens/signing-key.store.js';
import { FULL_RUN, MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { Instance, createUser } from '../tokens/instance.js';
import { RawClient, type RawRequest } from './fuzz/raw-client.js';
import { rowsByTable } from './helpers/dump.js';
import { refresh } from '../support/requests.js';

/** `ATTACK_STARTS=100000` sets the number of requests. By default, a time budget limits it. */
const REQUESTED = Number(process.env['ATTACK_STARTS'] ?? 0);
const COUNT = REQUESTED > 0 ? Math.ceil(REQUESTED / MAIN_ADAPTERS.length) : 100_000;
const MIN_COUNT = REQUESTED > 0 ? COUNT : 500;
const BUDGET_MS = REQUESTED > 0 ? 60 * 60 * 1000 : FULL_RUN ? 1500 : 700;
const TIMEOUT = { timeout: BUDGET_MS + 60_000 };
/** The number of requests in each of ten rounds. */
const EACH_ROUND = REQUESTED > 0 ? 10_000 : FULL_RUN ? 3000 : 300;
const CONNECTIONS = 8;
const MB = 1024 * 1024;

/** Less than the size of 100,000 leaked objects. */
const MAX_GROWTH = 8 * MB;

describe.each(MAIN_ADAPTERS)('resources on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { RESPONSE_HEADER_LIMIT: '8192' });
  });
  afterAll(() => app.stop());

  /** Sends requests on keep-alive connections until the count or the time limit is reached. */
  async function flood(
    make: () => RawRequest,
    expected: readonly number[],
    { count = COUNT, withinMs = BUDGET_MS } = {},
  ): Promise<number> {
    const until = Date.now() + withinMs;
    const wrong = new Set<string>();
    let sent = 0;
    const connection = async () => {
      const client = new RawClient(Number(new URL(app.address).port), 10_000);
      while (sent < count && (Date.now() < until || sent < MIN_COUNT)) {
        sent += 1;
        const response = await client.send(make());
        const status = response.outcome === 'response' ? response.status : response.outcome;
        if (!expected.some((each) => each === status)) wrong.add(String(status));
      }
      client.close();
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
    expect([...wrong]).toEqual([]);
    return sent;
  }

  /** Expects that a flood adds no rows and no memory, after a warm-up. */
  async function expectNoGrowth(run: (count?: number) => Promise<number>) {
    await run(200);
    await app.app.get(AuditTrail, { strict: false }).flush();
    const [rows, before] = [await rowsByTable(app.database), heapUsed()];
    await run();
    const growth = heapUsed() - before;
    await app.app.get(AuditTrail, { strict: false }).flush();
    expect(await rowsByTable(app.database)).toEqual(rows);
    expect(growth).toBeLessThan(MAX_GROWTH);
  }

  it('S30 100,000 login starts add no rows and no memory', TIMEOUT, async () => {
    const start = (): RawRequest => ({
      method: 'POST',
      target: `/auth/${Math.random() < 0.5 ? 'google' : 'github'}`,
      headers: [
        ['origin', app.origin],
        ['content-type', 'application/x-www-form-urlencoded'],
      ],
      body: `returnTo=/${randomUUID()}`,
    });
    await expectNoGrowth((count) => flood(start, [303], { ...(count && { count }) }));
  });

  it('S30 fifty tabs that start a login stay within the header limit, and the last one can complete its login', async () => {
    const browser = await app.signedIn('google');
    const { id } = await browser.json<{ id: string }>('/api/me');
    const roles = Array.from({ length: 60 }, (_, index) => `department-${index}:administrator`);
    await app.prisma.user.update({ where: { id }, data: { roles } });
    await refresh(browser);
    let last = '';
    for (let tab = 0; tab < 50; tab++) {
      last = await browser.begin('google', tab % 2 === 0 ? '/' : `/${'a'.repeat(1023)}`);
      expect(browser.transactions().length).toBeLessThanOrEqual(5);
      expect((await browser.request('/')).status).toBe(200);
    }
    const pairs = [...browser.cookies].map(([name, value]) => `${name}=${value}`);
    // Node.js allows 16 KB of headers, some proxies 12 KB.
    expect(pairs.join('; ').length).toBeLessThan(12_000);
    expect((await browser.request(await app.emulator.approve(last, 'vera'))).status).toBe(303);
  });

  it('S30 at most five login transactions are pending, and the oldest is dropped', async () => {
    const browser = app.browser();
    const oldest = await browser.begin('google');
    for (let tab = 0; tab < 5; tab++) await browser.begin('google');
    expect(browser.transactions()).toHaveLength(5);
    const response = await browser.request(await app.emulator.approve(oldest, 'vera'));
    expect(response.status).toBe(400);
    expect(browser.cookie('access')).toBeUndefined();
  });

  it(
    'S31 random tokens, key ids, codes, providers, addresses and content types add no memory',
    TIMEOUT,
    async () => {
      const { keys } = Instance.of(app);
      const feed = app.app.get(RevocationFeed, { strict: false });
      const entries = feed.stats.entries;
      const requests = randomRequests();
      await expectNoGrowth((count) =>
        flood(() => requests.next().value, [400, 401, 403, 404, 415], { ...(count && { count }) }),
      );
      expect(keys.publicJwks()).toHaveLength(1);
      expect(feed.stats.entries).toBe(entries);
    },
  );
});

describe('forged tokens', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
  });
  afterAll(() => app.stop());

  it(
    'S31 access tokens with unknown key ids cause at most one query in five seconds, and are not kept in memory',
    TIMEOUT,
    async () => {
      const instance = Instance.of(app);
      const [, payload, signature] = instance.issue(await createUser(app)).split('.');
      const forgedToken = () =>
        `${encode({ alg: 'ES256', typ: 'at+jwt', kid: randomUUID() })}.${payload}.${signature}`;
      const queries = vi.spyOn(app.app.get(SigningKeyStore, { strict: false }), 'all');
      const verify = async (count: number) => {
        const responses = Array.from({ length: count }, () =>
          instance.tokens.verifyAfterRotation(forgedToken()),
        );
        expect(new Set(await Promise.all(responses))).toEqual(new Set([undefined]));
      };
      await verify(1000);
      const before = heapUsed();
      for (let round = 0; round < 10; round++) {
        await instance.moveClock(6 * round);
        await verify(EACH_ROUND);
      }
      expect(queries.mock.calls.length).toBeLessThanOrEqual(11);
      expect(queries).toHaveBeenCalled();
      queries.mockRestore();
      expect(instance.keys.publicJwks()).toHaveLength(1);
      expect(heapUsed() - before).toBeLessThan(MAX_GROWTH);
    },
  );

  it('S31 refresh tokens of unknown sessions are not kept in memory', TIMEOUT, () => {
    const refreshTokens = app.app.get(RefreshTokenService, { strict: false });
    const verify = (count: number) => {
      for (let index = 0; index < count; index++) {
        const claims = { sid: randomUUID(), gen: index, client_id: randomUUID() };
        const token = `${encode({ alg: 'HS256', typ: 'rt+jwt' })}.${encode(claims)}.${'x'.repeat(43)}`;
        if (refreshTokens.verify(token) !== undefined) throw new Error('a forged token is valid');
      }
    };
    verify(200);
    const before = heapUsed();
    verify(REQUESTED > 0 ? 100_000 : 1000);
    expect(heapUsed() - before).toBeLessThan(MAX_GROWTH);
  });
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const random = (bytes = 24) => randomBytes(bytes).toString('base64url');

/** Generates requests with random tokens, paths, headers and bodies. */
function* randomRequests(): Generator<RawRequest, never> {
  const json = ['content-type', 'application/json'] as const;
  for (;;) {
    const access = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: random() })}.${random()}.${random(64)}`;
    const token = `${encode({ alg: 'HS256', typ: 'rt+jwt' })}.${random()}.${random(32)}`;
    const from = ['x-forwarded-for', clientAddress()] as const;
    const get = (target: string, ...headers: (readonly [string, string])[]): RawRequest => ({
      method: 'GET',
      target,
      headers: [from, ['accept', 'application/json'], ...headers],
      body: '',
    });
    const post = (target: string, body: object, type = json): RawRequest => ({
      method: 'POST',
      target,
      headers: [from, type],
      body: JSON.stringify(body),
    });
    yield get('/api/me', ['authorization', `Bearer ${access}`]);
    yield get('/api/me', ['cookie', `access=${access}; refresh=${token}; ${random()}=${random()}`]);
    yield get('/auth/sessions', ['cookie', `refresh=${token}`]);
    yield get(
      `/auth/google/callback?state=${Date.now().toString(36)}.${random()}&code=${random()}`,
    );
    yield get(`/auth/${random()}`);
    yield get(`/${random()}`, ['user-agent', random()], ['accept-language', random()]);
    yield post('/auth/refresh', { refreshToken: token });
    yield post('/auth/token', { code: random(), code_verifier: random(33) });
    yield post(`/auth/${random()}`, { [random()]: random() });
    yield post('/auth/token', {}, ['content-type', `application/${random()}`] as never);
  }
}
