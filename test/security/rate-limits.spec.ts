import { createHash, randomBytes } from 'node:crypto';
import { ThrottlerStorageService } from '@nestjs/throttler';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  MAX_COUNTERS,
  MemoryThrottlerStorage,
} from '../../src/social-auth/rate-limiting/memory-throttler-storage.js';
import { Clock } from '../../src/time/clock.js';
import { CapturedLog } from '../support/captured-log.js';
import { ModuleApp } from '../support/module-app.js';
import { FULL_RUN, MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestResponse, TestBrowser } from '../support/test-browser.js';

const LIMIT = 15;
const ADDRESSES = FULL_RUN ? 100_000 : 2 * MAX_COUNTERS;

/** The limits of the apps in these tests. */
const RATE_LIMITS = ['login', 'callback', 'invalidCallback', 'token', 'refresh', 'invalidRefresh']
  .map((name) => `${name}=${LIMIT}/1m`)
  .join();
const REDIRECT_URI = 'com.example.app:/callback';

/** Requests to the four limited routes. They need not succeed. */
const ROUTES = {
  start: (browser: TestBrowser, accept = 'text/html') =>
    browser.submit('/auth/google', { returnTo: '/?tab=1' }, { accept }),
  callback: (browser: TestBrowser, accept = 'text/html') =>
    browser.request('/auth/google/callback?state=a.b&code=c', { headers: { accept } }),
  token: (browser: TestBrowser, accept = 'application/json') =>
    browser.submit('/auth/token', { code: 'x', code_verifier: 'v'.repeat(43) }, { accept }),
  refresh: (browser: TestBrowser, accept = 'application/json') =>
    browser.submit('/auth/refresh', {}, { accept }),
};

type Send = () => Promise<TestResponse>;

/**
 * Sends requests.
 *
 * @returns the number of responses other than 429
 */
async function countAllowed(times: number, send: Send): Promise<number> {
  let count = 0;
  for (let sent = 0; sent < times; sent++) {
    if ((await send()).status !== 429) count += 1;
  }
  return count;
}

/** Sends as many requests as the limit allows. */
const exhaust = async (send: Send) => expect(await countAllowed(LIMIT, send)).toBe(LIMIT);

const retryAfter = ({ headers }: TestResponse) => headers.get('retry-after') ?? '';

const tokenInBody = (browser: TestBrowser, refreshToken: string) =>
  browser.request('/auth/refresh', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ refreshToken }),
  });

describe.each(MAIN_ADAPTERS)('rate limits on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CLIENT_REDIRECT_URIS: REDIRECT_URI, RATE_LIMITS });
  });
  afterAll(() => app.stop());

  it.each(Object.entries(ROUTES))(
    'S34 a burst of requests to %s returns 429 with Retry-After, and does not affect other clients',
    async (_, send) => {
      const browser = app.browser();
      await exhaust(() => send(browser));
      const [page, json] = [
        await send(browser, 'text/html'),
        await send(browser, 'application/json'),
      ];
      for (const response of [page, json]) {
        expect(response.status).toBe(429);
        expect(retryAfter(response)).toMatch(/^([1-9]|[1-5]\d|60)$/);
        expect(response.headers.get('cache-control')).toBe('no-store');
        const names = [...response.headers.keys()].filter((name) => name.startsWith('x-ratelimit'));
        expect(names).toEqual([]);
      }
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(page.body).toContain('One moment, please');
      expect(page.body).toMatch(/href="\/login/);
      expect(JSON.parse(json.body)).toEqual({
        statusCode: 429,
        error: 'Too Many Requests',
        message: expect.any(String),
        code: 'rate_limited',
        supportCode: expect.any(String),
      });
      expect((await send(app.browser())).status).not.toBe(429);
    },
  );

  it('S34 the error page of a rate-limited login keeps the return path', async () => {
    const browser = app.browser();
    await exhaust(() => ROUTES.start(browser));
    expect((await ROUTES.start(browser)).body).toContain('href="/login?returnTo=%2F%3Ftab%3D1"');
  });

  it('S34 limits are separate: a client that may not start logins can still complete one', async () => {
    const browser = app.browser();
    const callback = await app.emulator.approve(await browser.begin('google'), 'vera');
    const cookies = new Map(browser.cookies);
    const other = app.browser();
    other.forwardedFor = browser.forwardedFor;
    await countAllowed(LIMIT, () => ROUTES.start(other));
    expect((await ROUTES.start(browser)).status).toBe(429);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.request(callback)).status).toBe(303);
  });

  it('S34 another site cannot exhaust the limits that its visitor needs for a login', async () => {
    const visitor = app.browser();
    const callback = await app.emulator.approve(await visitor.begin('google'), 'vera');
    const site = { origin: 'https://e.example', 'sec-fetch-site': 'cross-site' };
    for (let sent = 0; sent < 2 * LIMIT; sent++) {
      expect((await visitor.submit('/auth/google', {}, site)).status).toBe(403);
      await ROUTES.callback(visitor);
    }
    expect((await ROUTES.callback(visitor)).status).toBe(429);
    expect((await visitor.request(callback)).status).toBe(303);
    expect((await ROUTES.start(visitor)).status).toBe(303);
  });

  it('S34 a limited callback of a native client shows a page, and the login can still be completed', async () => {
    const browser = app.browser();
    const started = await browser.submit('/auth/google', {
      redirect_uri: REDIRECT_URI,
      code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const callback = await app.emulator.approve(started.location, 'vera');
    const forged = callback.replace(/state=(\w+)\.[^&]+/, 'state=$1.x');
    await exhaust(() => browser.request(forged));
    expect(await browser.request(callback)).toMatchObject({ status: 429, location: '' });
    await app.moveClock(61);
    const response = await browser.request(callback);
    await app.moveClock(0);
    expect(response.location).toMatch(/^com\.example\.app:\/callback\?code=/);
  });

  it('S34 requests are allowed again after the window', async () => {
    const browser = app.browser();
    await exhaust(() => ROUTES.token(browser));
    const rejected = await ROUTES.token(browser);
    expect(rejected.status).toBe(429);
    await app.moveClock(Number(retryAfter(rejected)));
    await exhaust(() => ROUTES.token(browser));
    expect((await ROUTES.token(browser)).status).toBe(429);
    await app.moveClock(0);
  });

  it('S34 a burst of invalid refresh tokens does not affect the session of the victim', async () => {
    const victim = await app.signedIn('google');
    const attacker = app.browser();
    // The same client address.
    attacker.forwardedFor = victim.forwardedFor;
    const [head, , signature] = (victim.cookie('refresh') ?? '').split('.');
    const payload = Buffer.from(
      Buffer.from(victim.cookie('refresh')?.split('.')[1] ?? '', 'base64url')
        .toString()
        .replace('"gen":1', '"gen":9'),
    ).toString('base64url');
    const forged = `${head}.${payload}.${signature}`;
    await exhaust(() => tokenInBody(attacker, forged));
    expect((await tokenInBody(attacker, forged)).status).toBe(429);
    attacker.cookies.set('refresh', 'x.y.z');
    expect((await ROUTES.refresh(attacker)).status).toBe(429);
    expect((await ROUTES.refresh(victim)).status).toBe(200);
  });

  it('S34 refreshes are counted by session, from any address', async () => {
    const browser = await app.signedIn('google');
    const send = () => {
      browser.forwardedFor = app.browser().forwardedFor;
      return ROUTES.refresh(browser);
    };
    await exhaust(send);
    expect((await send()).status).toBe(429);
    expect((await browser.request('/')).status).toBe(200);
    const other = await app.signedIn('google');
    other.forwardedFor = browser.forwardedFor;
    expect((await ROUTES.refresh(other)).status).toBe(200);
  });

  it('S34 an X-Forwarded-For header that the client sends does not evade the limit', async () => {
    const browser = app.browser();
    const address = browser.forwardedFor;
    const send = () => {
      browser.forwardedFor = `${app.browser().forwardedFor}, ${address}`;
      return ROUTES.token(browser);
    };
    await exhaust(send);
    expect((await send()).status).toBe(429);
    browser.forwardedFor = `${address}, 127.0.0.1`;
    expect((await ROUTES.token(browser)).status).toBe(429);
  });

  it.each([
    [
      'addresses of one IPv6 /64 network are one client',
      '2001:db8:1:2::',
      (n: number) => `2001:db8:1:2::${n.toString(16)}`,
    ],
    [
      'an IPv4-mapped address is the same client as the IPv4 address',
      '203.0.113.9',
      () => '::ffff:203.0.113.9',
    ],
  ])('S34 %s', async (_, first, next) => {
    const browser = app.browser();
    let count = 0;
    const send = () => {
      browser.forwardedFor = count === 0 ? first : next(count);
      count += 1;
      return ROUTES.token(browser);
    };
    await exhaust(send);
    expect((await send()).status).toBe(429);
    browser.forwardedFor = '2001:db8:1:3::1';
    expect((await ROUTES.token(browser)).status).not.toBe(429);
  });
});

describe.each(MAIN_ADAPTERS)('the default rate limits on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  const callback = async (browser: TestBrowser) =>
    app.emulator.approve(await browser.begin('google'), 'vera');
  const withState = (url: string, suffix: string) =>
    url.replace(/state=(\w+)\.[^&]+/, `state=$1.${suffix}`);

  it('allow 100 concurrent logins from one address', async () => {
    const { forwardedFor } = app.browser();
    const statuses = new Set<number>();
    for (let group = 0; group < 10; group++) {
      const logins = Array.from({ length: 10 }, async () => {
        const browser = app.browser();
        browser.forwardedFor = forwardedFor;
        statuses.add((await browser.request(await callback(browser))).status);
      });
      await Promise.all(logins);
    }
    expect([...statuses]).toEqual([303]);
  });

  it('count callbacks by login, from any address, and do not affect other logins of an address', async () => {
    const attacker = app.browser();
    const url = await callback(attacker);
    const send = (name: string) => {
      attacker.forwardedFor = app.browser().forwardedFor;
      return attacker.request(withState(url, name));
    };
    expect(await countAllowed(25, () => send('x'))).toBe(20);
    const neighbor = app.browser();
    neighbor.forwardedFor = attacker.forwardedFor;
    expect((await neighbor.request(await callback(neighbor))).status).toBe(303);
  });

  it('count a login once, even if its cookie is stored under other names', async () => {
    const attacker = app.browser();
    const url = await callback(attacker);
    const [name = ''] = attacker.transactions();
    const value = attacker.cookies.get(name) ?? '';
    let count = 0;
    const send = () => {
      count += 1;
      const id = `aaaaaaaa${count.toString(16).padStart(10, '0')}`;
      attacker.cookies.clear();
      attacker.cookies.set(`login-${id}`, value);
      attacker.forwardedFor = app.browser().forwardedFor;
      return attacker.request(url.replace(/state=\w+/, `state=${id}`));
    };
    expect(await countAllowed(25, send)).toBe(20);
  });
});

describe('rate limit counters', () => {
  it('S31 of any number of addresses are bounded, and the newest are kept', async () => {
    const counters = new MemoryThrottlerStorage(new Clock());
    let largest = 0;
    for (let address = 1; address <= ADDRESSES; address++) {
      await counters.increment(`address ${address}`, 60_000, LIMIT);
      largest = Math.max(largest, counters.size);
    }
    expect(largest).toBe(MAX_COUNTERS);
    const hits = async (address: number) =>
      (await counters.increment(`address ${address}`, 60_000, LIMIT)).totalHits;
    expect([await hits(ADDRESSES), await hits(1)]).toEqual([2, 1]);
  });

  it('S34 are kept in the configured storage of @nestjs/throttler', async () => {
    const base = await TestApp.start('fastify');
    const rateLimitStorage = new ThrottlerStorageService();
    const count = vi.spyOn(rateLimitStorage, 'increment');
    const app = await ModuleApp.start(base, 'fastify', {
      options: { rateLimits: { login: { limit: 2, ttl: '30s' } }, rateLimitStorage },
    });
    const browser = app.browser();
    expect(await countAllowed(5, () => ROUTES.start(browser))).toBe(2);
    expect(retryAfter(await ROUTES.start(browser))).toMatch(/^([1-9]|[12]\d|30)$/);
    const [[key, ...rest] = []] = count.mock.calls;
    expect(key).toMatch(/^login [\w-]{43}$/);
    expect(rest).toEqual([30_000, 2, 30_000, 'social-auth']);
    await app.stop();
    rateLimitStorage.onApplicationShutdown();
    await base.stop();
  });
});

describe('rate limits without a trusted proxy', () => {
  it('S34 X-Forwarded-For does not evade the limit, and the log contains one warning', async () => {
    const app = await TestApp.start('fastify', { TRUSTED_PROXIES: '', RATE_LIMITS });
    const log = CapturedLog.start();
    await exhaust(() => ROUTES.token(app.browser()));
    expect((await ROUTES.token(app.browser())).status).toBe(429);
    expect(log.lines.filter((line) => line.includes('TRUSTED_PROXIES'))).toHaveLength(1);
    log.stop();
    await app.stop();
  });
});
