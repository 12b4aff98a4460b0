import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RevocationFeed } from '../../src/social-auth/index.js';
import { RefreshTokenService } from '../../src/social-auth/tokens/refresh-token.service.js';
import { heapUsed } from '../support/heap.js';
import { clientAddress } from '../support/client-address.js';
import { AuditTrail } from '../../src/social-auth/audit/audit-trail.js';
import { SigningKeyStore } from '../../src/social-auth/tokens/signing-key.store.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { Instance, createUser } from '../tokens/instance.js';
import { RawClient, type RawRequest } from './fuzz/raw-client.js';
import { rowsByTable } from './helpers/dump.js';
import { refresh } from '../support/requests.js';

/** `ATTACK_STARTS=100000` sends what the promise says; an ordinary run sends what fits into some seconds. */
const ASKED = Number(process.env['ATTACK_STARTS'] ?? 0);
const WANTED = ASKED > 0 ? Math.ceil(ASKED / MAIN_ADAPTERS.length) : 100_000;
const AT_LEAST = ASKED > 0 ? WANTED : 500;
const BUDGET_MS = ASKED > 0 ? 60 * 60 * 1000 : 1500;
const TIMEOUT = { timeout: BUDGET_MS + 60_000 };
/** 100,000 in ten rounds, when they are asked for. */
const EACH_ROUND = ASKED > 0 ? 10_000 : 3000;
const LANES = 8;
const MB = 1024 * 1024;

/** Far less than what a leak of one small object for each request would be, were there 100,000. */
const BOUND = 8 * MB;

describe.each(MAIN_ADAPTERS)('resources on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { RESPONSE_HEADER_LIMIT: '8192' });
  });
  afterAll(() => app.stop());

  /** Sends requests over kept connections until there are enough, or time is over. */
  async function flood(
    make: () => RawRequest,
    expected: readonly number[],
    { count = WANTED, withinMs = BUDGET_MS } = {},
  ): Promise<number> {
    const until = Date.now() + withinMs;
    const wrong = new Set<string>();
    let sent = 0;
    const lane = async () => {
      const client = new RawClient(Number(new URL(app.address).port), 10_000);
      while (sent < count && (Date.now() < until || sent < AT_LEAST)) {
        sent += 1;
        const answer = await client.send(make());
        const status = answer.outcome === 'response' ? answer.status : answer.outcome;
        if (!expected.some((each) => each === status)) wrong.add(String(status));
      }
      client.close();
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    expect([...wrong]).toEqual([]);
    return sent;
  }

  /** Runs a flood, after a little of it, and sees to it that it left nothing in memory or in a table. */
  async function expectNoGrowth(run: (count?: number) => Promise<number>) {
    await run(200);
    await app.app.get(AuditTrail, { strict: false }).flush();
    const [rows, before] = [await rowsByTable(app.database), heapUsed()];
    await run();
    const growth = heapUsed() - before;
    await app.app.get(AuditTrail, { strict: false }).flush();
    expect(await rowsByTable(app.database)).toEqual(rows);
    expect(growth).toBeLessThan(BOUND);
  }

  it('S30 100,000 login starts leave neither a row nor anything in memory', TIMEOUT, async () => {
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

  it('S30 fifty tabs that start a login do not break the header limit, and the last one gets through', async () => {
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
    // Servers allow 16 KB, some proxies 12.
    expect(pairs.join('; ').length).toBeLessThan(12_000);
    expect((await browser.request(await app.emulator.approve(last, 'vera'))).status).toBe(303);
  });

  it('S30 five attempts are kept at the most, and the oldest is dropped', async () => {
    const browser = app.browser();
    const oldest = await browser.begin('google');
    for (let tab = 0; tab < 5; tab++) await browser.begin('google');
    expect(browser.transactions()).toHaveLength(5);
    const answer = await browser.request(await app.emulator.approve(oldest, 'vera'));
    expect(answer.status).toBe(400);
    expect(browser.cookie('access')).toBeUndefined();
  });

  it(
    'S31 random tokens, kids, codes, providers, addresses and content types leave nothing in memory',
    TIMEOUT,
    async () => {
      const { keys } = Instance.of(app);
      const feed = app.app.get(RevocationFeed, { strict: false });
      const known = feed.stats.entries;
      const strange = strangeRequests();
      await expectNoGrowth((count) =>
        flood(() => strange.next().value, [400, 401, 403, 404, 415], { ...(count && { count }) }),
      );
      expect(keys.publicJwks()).toHaveLength(1);
      expect(feed.stats.entries).toBe(known);
    },
  );
});

describe('tokens that nobody has issued', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
  });
  afterAll(() => app.stop());

  it(
    'S31 access tokens of unknown keys make an instance look once in five seconds, and are forgotten',
    TIMEOUT,
    async () => {
      const instance = Instance.of(app);
      const [, payload, signature] = instance.issue(await createUser(app)).split('.');
      const strange = () =>
        `${encode({ alg: 'ES256', typ: 'at+jwt', kid: randomUUID() })}.${payload}.${signature}`;
      const asks = vi.spyOn(app.app.get(SigningKeyStore, { strict: false }), 'all');
      const verify = async (count: number) => {
        const answers = Array.from({ length: count }, () =>
          instance.tokens.verifyAfterRotation(strange()),
        );
        expect(new Set(await Promise.all(answers))).toEqual(new Set([undefined]));
      };
      await verify(1000);
      const before = heapUsed();
      for (let round = 0; round < 10; round++) {
        await instance.moveClock(6 * round);
        await verify(EACH_ROUND);
      }
      expect(asks.mock.calls.length).toBeLessThanOrEqual(11);
      expect(asks).toHaveBeenCalled();
      asks.mockRestore();
      expect(instance.keys.publicJwks()).toHaveLength(1);
      expect(heapUsed() - before).toBeLessThan(BOUND);
    },
  );

  it('S31 refresh tokens of unknown sessions are forgotten', TIMEOUT, () => {
    const refreshTokens = app.app.get(RefreshTokenService, { strict: false });
    const verify = (count: number) => {
      for (let index = 0; index < count; index++) {
        const claims = { sid: randomUUID(), gen: index, client_id: randomUUID() };
        const token = `${encode({ alg: 'HS256', typ: 'rt+jwt' })}.${encode(claims)}.${'x'.repeat(43)}`;
        if (refreshTokens.verify(token) !== undefined) throw new Error('a forged token is good');
      }
    };
    verify(200);
    const before = heapUsed();
    verify(ASKED > 0 ? 100_000 : 1000);
    expect(heapUsed() - before).toBeLessThan(BOUND);
  });
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const random = (bytes = 24) => randomBytes(bytes).toString('base64url');

/** Requests that have nothing in common but that each names something which nobody has heard of. */
function* strangeRequests(): Generator<RawRequest, never> {
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
