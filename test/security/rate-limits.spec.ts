import { createHash, randomBytes } from 'node:crypto';
import { ThrottlerStorageService } from '@nestjs/throttler';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  MAX_COUNTERS,
  MemoryThrottlerStorage,
} from '../../src/social-auth/rate-limiting/memory-throttler-storage.js';
import { CapturedLog } from '../support/captured-log.js';
import { ModuleApp } from '../support/module-app.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestResponse, TestBrowser } from '../support/test-browser.js';

const LIMIT = 60;

/** The limits of the apps in these tests. */
const RATE_LIMITS = ['login', 'callback', 'invalidCallback', 'token', 'refresh', 'invalidRefresh']
  .map((name) => `${name}=${LIMIT}/1m`)
  .join();
const REDIRECT_URI = 'com.example.app:/callback';

/** The four routes, as a browser or a program asks them; nothing has to come of it. */
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

type Ask = () => Promise<TestResponse>;

/** Asks so often. @returns how often it was answered with something else than 429 */
async function passed(times: number, ask: Ask): Promise<number> {
  let count = 0;
  for (let sent = 0; sent < times; sent++) {
    if ((await ask()).status !== 429) count += 1;
  }
  return count;
}

/** Uses up an allowance, and not more than that. */
const useUp = async (ask: Ask) => expect(await passed(LIMIT, ask)).toBe(LIMIT);

const retryAfter = ({ headers }: TestResponse) => headers.get('retry-after') ?? '';

const tokenInBody = (browser: TestBrowser, refreshToken: string) =>
  browser.request('/auth/refresh', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ refreshToken }),
  });

describe.each(ADAPTERS)('S34 rate limits on %s:', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CLIENT_REDIRECT_URIS: REDIRECT_URI, RATE_LIMITS });
  });
  afterAll(() => app.stop());

  it.each(Object.entries(ROUTES))(
    'S34 a burst of %s is answered with 429 and Retry-After, and nobody else is affected',
    async (_, ask) => {
      const browser = app.browser();
      await useUp(() => ask(browser));
      const [page, json] = [
        await ask(browser, 'text/html'),
        await ask(browser, 'application/json'),
      ];
      for (const answer of [page, json]) {
        expect(answer.status).toBe(429);
        expect(retryAfter(answer)).toMatch(/^([1-9]|[1-5]\d|60)$/);
        expect(answer.headers.get('cache-control')).toBe('no-store');
        const names = [...answer.headers.keys()].filter((name) => name.startsWith('x-ratelimit'));
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
      expect((await ask(app.browser())).status).not.toBe(429);
    },
  );

  it('S34 a limited login start leads back to where the person wanted to go', async () => {
    const browser = app.browser();
    await useUp(() => ROUTES.start(browser));
    expect((await ROUTES.start(browser)).body).toContain('href="/login?returnTo=%2F%3Ftab%3D1"');
  });

  it('S34 one limit leaves the others: who may not start a login may still end one', async () => {
    const browser = app.browser();
    const callback = await app.emulator.approve(await browser.begin('google'), 'vera');
    const attempt = new Map(browser.cookies);
    const other = app.browser();
    other.forwardedFor = browser.forwardedFor;
    await passed(LIMIT, () => ROUTES.start(other));
    expect((await ROUTES.start(browser)).status).toBe(429);
    for (const [name, value] of attempt) browser.cookies.set(name, value);
    expect((await browser.request(callback)).status).toBe(303);
  });

  it('S34 another site cannot use up what its visitor needs to log in', async () => {
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

  it('S34 a limited callback of an app’s own login shows the page, and the login is not lost', async () => {
    const browser = app.browser();
    const started = await browser.submit('/auth/google', {
      redirect_uri: REDIRECT_URI,
      code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const callback = await app.emulator.approve(started.location, 'vera');
    const sly = callback.replace(/state=(\w+)\.[^&]+/, 'state=$1.x');
    await useUp(() => browser.request(sly));
    expect(await browser.request(callback)).toMatchObject({ status: 429, location: '' });
    await app.moveClock(61);
    const answer = await browser.request(callback);
    await app.moveClock(0);
    expect(answer.location).toMatch(/^com\.example\.app:\/callback\?code=/);
  });

  it('S34 when the window is over all is allowed again', async () => {
    const browser = app.browser();
    await useUp(() => ROUTES.token(browser));
    const refused = await ROUTES.token(browser);
    expect(refused.status).toBe(429);
    await app.moveClock(Number(retryAfter(refused)));
    await useUp(() => ROUTES.token(browser));
    expect((await ROUTES.token(browser)).status).toBe(429);
    await app.moveClock(0);
  });

  it('S34 a burst of bad refresh tokens does not lock out the session of the victim', async () => {
    const victim = await app.signedIn('google');
    const attacker = app.browser();
    // Behind the same router, even.
    attacker.forwardedFor = victim.forwardedFor;
    const [head, , signature] = (victim.cookie('refresh') ?? '').split('.');
    const payload = Buffer.from(
      Buffer.from(victim.cookie('refresh')?.split('.')[1] ?? '', 'base64url')
        .toString()
        .replace('"gen":1', '"gen":9'),
    ).toString('base64url');
    const forged = `${head}.${payload}.${signature}`;
    await useUp(() => tokenInBody(attacker, forged));
    expect((await tokenInBody(attacker, forged)).status).toBe(429);
    attacker.cookies.set('refresh', 'x.y.z');
    expect((await ROUTES.refresh(attacker)).status).toBe(429);
    expect((await ROUTES.refresh(victim)).status).toBe(200);
  });

  it('S34 refreshes count for the session, wherever they come from', async () => {
    const browser = await app.signedIn('google');
    const ask = () => {
      browser.forwardedFor = app.browser().forwardedFor;
      return ROUTES.refresh(browser);
    };
    await useUp(ask);
    expect((await ask()).status).toBe(429);
    expect((await browser.request('/')).status).toBe(200);
    const other = await app.signedIn('google');
    other.forwardedFor = browser.forwardedFor;
    expect((await ROUTES.refresh(other)).status).toBe(200);
  });

  it('S34 what a client claims beyond the trusted proxy gives no fresh allowance', async () => {
    const browser = app.browser();
    const address = browser.forwardedFor;
    const ask = () => {
      browser.forwardedFor = `${app.browser().forwardedFor}, ${address}`;
      return ROUTES.token(browser);
    };
    await useUp(ask);
    expect((await ask()).status).toBe(429);
    browser.forwardedFor = `${address}, 127.0.0.1`;
    expect((await ROUTES.token(browser)).status).toBe(429);
  });

  it.each([
    [
      'an IPv6 line is one client',
      '2001:db8:1:2::',
      (n: number) => `2001:db8:1:2::${n.toString(16)}`,
    ],
    ['an IPv4 address is the same in IPv6', '203.0.113.9', () => '::ffff:203.0.113.9'],
  ])('S34 %s', async (_, first, next) => {
    const browser = app.browser();
    let count = 0;
    const ask = () => {
      browser.forwardedFor = count === 0 ? first : next(count);
      count += 1;
      return ROUTES.token(browser);
    };
    await useUp(ask);
    expect((await ask()).status).toBe(429);
    browser.forwardedFor = '2001:db8:1:3::1';
    expect((await ROUTES.token(browser)).status).not.toBe(429);
  });
});

describe.each(ADAPTERS)('the default rate limits on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  const callback = async (browser: TestBrowser) =>
    app.emulator.approve(await browser.begin('google'), 'vera');
  const withState = (url: string, suffix: string) =>
    url.replace(/state=(\w+)\.[^&]+/, `state=$1.${suffix}`);

  it('allow 100 colleagues behind one address to log in at once', async () => {
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

  it('count callbacks by login, wherever they come from, and leave the other logins of an address alone', async () => {
    const attacker = app.browser();
    const url = await callback(attacker);
    const send = (name: string) => {
      attacker.forwardedFor = app.browser().forwardedFor;
      return attacker.request(withState(url, name));
    };
    expect(await passed(25, () => send('x'))).toBe(20);
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
    expect(await passed(25, send)).toBe(20);
  });
});

describe('S34 the counts', () => {
  it('S31 of 100,000 addresses stay bounded, and the newest are known', async () => {
    const app = await TestApp.start('fastify');
    const limits = app.app.get(MemoryThrottlerStorage, { strict: false });
    let largest = 0;
    for (let address = 0; address < 100_000; address++) {
      await limits.increment(`address ${address}`, 60_000, LIMIT);
      largest = Math.max(largest, limits.size);
    }
    expect(largest).toBe(MAX_COUNTERS);
    expect(await limits.increment('address 99999', 60_000, LIMIT)).toMatchObject({ totalHits: 2 });
    expect(await limits.increment('address 1', 60_000, LIMIT)).toMatchObject({ totalHits: 1 });
    await app.stop();
  });

  it('S34 are kept in whatever storage of @nestjs/throttler the app gives', async () => {
    const base = await TestApp.start('fastify');
    const rateLimitStorage = new ThrottlerStorageService();
    const count = vi.spyOn(rateLimitStorage, 'increment');
    const app = await ModuleApp.start(base, 'fastify', {
      options: { rateLimits: { login: { limit: 2, ttl: '30s' } }, rateLimitStorage },
    });
    const browser = app.browser();
    expect(await passed(5, () => ROUTES.start(browser))).toBe(2);
    expect(retryAfter(await ROUTES.start(browser))).toMatch(/^([1-9]|[12]\d|30)$/);
    const [[key, ...rest] = []] = count.mock.calls;
    expect(key).toMatch(/^login [\w-]{43}$/);
    expect(rest).toEqual([30_000, 2, 30_000, 'social-auth']);
    await app.stop();
    rateLimitStorage.onApplicationShutdown();
    await base.stop();
  });
});

describe('S34 without a trusted proxy', () => {
  it('S34 a made-up X-Forwarded-For gives no fresh allowance, and the log says so once', async () => {
    const app = await TestApp.start('fastify', { TRUSTED_PROXIES: '', RATE_LIMITS });
    const log = CapturedLog.begin();
    await useUp(() => ROUTES.token(app.browser()));
    expect((await ROUTES.token(app.browser())).status).toBe(429);
    expect(log.lines.filter((line) => line.includes('TRUSTED_PROXIES'))).toHaveLength(1);
    log.end();
    await app.stop();
  });
});
