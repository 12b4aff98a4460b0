import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

describe.each(ADAPTERS)('a refresh on %s', (adapter) => {
  let app: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    other = await app.another(adapter);
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
  });

  const refresh = (browser: TestBrowser, headers: Record<string, string> = {}) =>
    browser.request('/auth/refresh', {
      method: 'POST',
      headers: { accept: 'application/json', origin: app.origin, ...headers },
    });

  /** A browser elsewhere that has nothing but this refresh token. */
  const holding = (token: string, at = app) => {
    const browser = at.browser();
    browser.cookies.set('refresh', token);
    return browser;
  };

  const isSignedIn = async (access: string, at = app) =>
    (await at.browser().request('/api/me', { headers: { authorization: `Bearer ${access}` } }))
      .status === 200;

  it('gives a browser new cookies, and no token in the answer', async () => {
    const browser = await app.signedIn('google');
    const before = browser.cookie('refresh');
    const answer = await refresh(browser);
    expect(answer).toMatchObject({ status: 200 });
    expect(JSON.parse(answer.body)).toEqual({ expiresIn: 300 });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(browser.cookie('refresh')).not.toBe(before);
    expect(await isSignedIn(browser.cookie('access') ?? '')).toBe(true);
  });

  it('of one token, twenty times at once on two instances, answers all with the same successor', async () => {
    const token = (await app.signedIn('google')).cookie('refresh') ?? '';
    const browsers = Array.from({ length: 20 }, (_, index) =>
      holding(token, index % 2 === 0 ? app : other),
    );
    const answers = await Promise.all(browsers.map((browser) => refresh(browser)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    const successors = new Set(browsers.map((browser) => browser.cookie('refresh')));
    expect(successors.size).toBe(1);
    expect(successors.has(token)).toBe(false);
    expect((await refresh(holding([...successors][0] ?? ''))).status).toBe(200);
  });

  it('whose answer was lost is answered with the same successor for ten seconds', async () => {
    const token = (await app.signedIn('google')).cookie('refresh') ?? '';
    const [first, second] = [holding(token), holding(token, other)];
    await refresh(first);
    other.moveClock(9);
    await refresh(second);
    other.moveClock(0);
    expect(second.cookie('refresh')).toBe(first.cookie('refresh'));
  });

  it('with the predecessor after ten seconds ends the session everywhere', async () => {
    const browser = await app.signedIn('google');
    const token = browser.cookie('refresh') ?? '';
    await refresh(browser);
    app.moveClock(11);
    const answer = await refresh(holding(token));
    app.moveClock(0);
    expect(answer.status).toBe(401);
    expect((await refresh(browser)).status).toBe(401);
  });

  it('with a token older than the predecessor ends the session, says why, and kills its access tokens', async () => {
    const browser = await app.signedIn('google');
    const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
    const first = browser.cookie('refresh') ?? '';
    await refresh(browser);
    await refresh(browser);
    const access = browser.cookie('access') ?? '';
    const thief = holding(first, other);
    expect(await refresh(thief)).toMatchObject({ status: 401 });
    expect(thief.cookie('refresh')).toBeUndefined();
    expect(await app.prisma.session.findUnique({ where: { id: sessionId } })).toMatchObject({
      endReason: 'reuse_detected',
    });
    expect(await isSignedIn(access, other)).toBe(false);
    await expect.poll(() => isSignedIn(access), { timeout: 1000, interval: 5 }).toBe(false);
    expect((await refresh(browser)).status).toBe(401);
  });

  it('is refused once the session was idle for too long, or is over however often it was refreshed', async () => {
    const day = 24 * 60 * 60;
    const idle = await app.signedIn('google');
    const busy = await app.signedIn('google');
    for (let days = 10; days < 90; days += 10) {
      app.moveClock(days * day);
      expect([days, (await refresh(busy)).status]).toEqual([days, 200]);
    }
    expect((await refresh(idle)).status).toBe(401);
    app.moveClock(90 * day + 1);
    expect((await refresh(busy)).status).toBe(401);
    app.moveClock(0);
  });

  it('needs proof that our own page asks for it', async () => {
    const browser = await app.signedIn('google');
    const token = browser.cookie('refresh');
    const attempts: Record<string, string>[] = [
      { origin: 'https://e.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://e.example', 'content-type': 'text/plain' },
    ];
    for (const headers of attempts) {
      const answer = await refresh(browser, headers);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(browser.cookie('refresh')).toBe(token);
    }
    expect((await refresh(browser)).status).toBe(200);
  });

  it.each([
    '{"refreshToken":{"not":""}}',
    '{"refreshToken":["a"]}',
    '{"refreshToken":null}',
    '{"refreshToken":7}',
    '{"refreshToken":""}',
    '[]',
    '{"refreshToken":',
  ])('is refused with the body %s', async (body) => {
    const answer = await app.browser().request('/auth/refresh', {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        origin: app.origin,
      },
      body,
    });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ statusCode: 400, code: 'invalid_request' });
  });

  it('is refused without a token, with one that is none, and with an access token', async () => {
    const access = (await app.signedIn('google')).cookie('access') ?? '';
    expect(await refresh(app.browser())).toMatchObject({ status: 401 });
    for (const token of ['x', '..', access, 'x'.repeat(3000)]) {
      expect((await refresh(holding(token))).status).toBe(401);
    }
  });
});
