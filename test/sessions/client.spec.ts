import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const NATIVE = 'com.example.app:/callback';
const PAGE = 'https://spa.example/callback?from=login';

interface Tokens {
  accessToken: string;
  refreshToken: string;
  tokenType: string;
  expiresIn: number;
}

describe.each(ADAPTERS)('an app that keeps its own tokens, on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CLIENT_REDIRECT_URIS: `${NATIVE}, ${PAGE}` });
  });
  afterAll(() => app.stop());

  const verifier = () => randomBytes(32).toString('base64url');
  const challenge = (text: string) => createHash('sha256').update(text).digest('base64url');
  const request = (codeVerifier: string, redirectUri = NATIVE) => ({
    redirect_uri: redirectUri,
    code_challenge: challenge(codeVerifier),
    code_challenge_method: 'S256',
    state: 'the state of the app',
  });

  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    app.browser().request(path, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  /** Logs in and comes back to the app. */
  async function answer(
    codeVerifier: string,
    redirectUri = NATIVE,
    browser = app.browser(),
  ): Promise<URL> {
    const started = await browser.submit('/auth/google', request(codeVerifier, redirectUri));
    const callback = await app.standIn.approve(started.location, 'vera');
    const { status, location } = await browser.request(callback);
    expect(status).toBe(303);
    return new URL(location);
  }

  async function tokens(): Promise<Tokens> {
    const codeVerifier = verifier();
    const code = (await answer(codeVerifier)).searchParams.get('code');
    return JSON.parse(
      (await post('/auth/token', { code, code_verifier: codeVerifier })).body,
    ) as Tokens;
  }

  const status = async (accessToken: string) =>
    (
      await app
        .browser()
        .request('/api/me', { headers: { authorization: `Bearer ${accessToken}` } })
    ).status;

  it.each([NATIVE, PAGE])(
    'gets a one-time code at %s and tokens for it, and no cookie',
    async (redirectUri) => {
      const browser = app.browser();
      const codeVerifier = verifier();
      const url = await answer(codeVerifier, redirectUri, browser);
      expect(url.href.startsWith(redirectUri)).toBe(true);
      expect(url.searchParams.get('state')).toBe('the state of the app');
      expect(url.searchParams.get('iss')).toBe(app.origin);
      expect(browser.cookie('access')).toBeUndefined();
      expect(browser.cookie('refresh')).toBeUndefined();

      const redeemed = await post('/auth/token', {
        code: url.searchParams.get('code'),
        codeVerifier,
      });
      expect(redeemed.status).toBe(200);
      expect(redeemed.headers.getSetCookie()).toEqual([]);
      expect(redeemed.headers.get('cache-control')).toBe('no-store');
      const answered = JSON.parse(redeemed.body) as Tokens;
      expect(answered).toEqual({
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
        tokenType: 'Bearer',
        expiresIn: 300,
      });
      expect(await status(answered.accessToken)).toBe(200);
    },
  );

  it('need not send a state', async () => {
    const { state: _, ...withoutState } = request(verifier());
    const browser = app.browser();
    const { location } = await browser.submit('/auth/google', withoutState);
    const { location: back } = await browser.request(await app.standIn.approve(location, 'vera'));
    expect(new URL(back).searchParams.get('code')).toBeTruthy();
    expect(new URL(back).searchParams.get('state')).toBeNull();
  });

  it('begins at the login page, which carries its request through', async () => {
    const query = new URLSearchParams(request(verifier()));
    const { status: code, body } = await (
      await app.signedIn('google')
    ).request(`/login?${query.toString()}`);
    expect(code).toBe(200);
    expect(body).toContain(`name="redirect_uri" value="${NATIVE}"`);
    expect(body).toContain('name="code_challenge"');
    expect(
      (await app.browser().request('/login')).headers.get('content-security-policy'),
    ).toContain('com.example.app: https://spa.example');
  });

  it('can use a code once, with its own verifier, within a minute', async () => {
    const codeVerifier = verifier();
    const used = (await answer(codeVerifier)).searchParams.get('code');
    expect((await post('/auth/token', { code: used, code_verifier: codeVerifier })).status).toBe(
      200,
    );
    const again = await post('/auth/token', { code: used, code_verifier: codeVerifier });
    expect(again.status).toBe(400);
    expect(JSON.parse(again.body)).toMatchObject({ code: 'invalid_grant' });

    const guessed = (await answer(codeVerifier)).searchParams.get('code');
    expect((await post('/auth/token', { code: guessed, code_verifier: verifier() })).status).toBe(
      400,
    );
    expect((await post('/auth/token', { code: guessed, code_verifier: codeVerifier })).status).toBe(
      400,
    );

    const late = (await answer(codeVerifier)).searchParams.get('code');
    app.moveClock(61);
    expect((await post('/auth/token', { code: late, code_verifier: codeVerifier })).status).toBe(
      400,
    );
    app.moveClock(0);
  });

  it('of twenty who redeem one code at once, one gets tokens', async () => {
    const codeVerifier = verifier();
    const code = (await answer(codeVerifier)).searchParams.get('code');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post('/auth/token', { code, code_verifier: codeVerifier })),
    );
    const statuses = answers.map((each) => each.status);
    expect(statuses.filter((each) => each === 200)).toHaveLength(1);
    expect(statuses.filter((each) => each === 400)).toHaveLength(19);
  });

  it('finds its code worthless when the person has signed out everywhere meanwhile', async () => {
    const codeVerifier = verifier();
    const code = (await answer(codeVerifier)).searchParams.get('code');
    const browser = await app.signedIn('google');
    await browser.submit('/auth/logout', { everywhere: 'true' });
    expect((await post('/auth/token', { code, code_verifier: codeVerifier })).status).toBe(400);
  });

  it('leaves no code in the database that would be worth anything', async () => {
    const code = (await answer(verifier())).searchParams.get('code') ?? '';
    const rows = await app.prisma.loginCode.findMany();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  it.each([
    ['an unregistered redirect URI', { redirect_uri: 'https://e.example/' }],
    ['a redirect URI with something added', { redirect_uri: `${NATIVE}/more` }],
    ['another query', { redirect_uri: 'https://spa.example/callback' }],
    ['no challenge', { code_challenge: '' }],
    ['the plain method', { code_challenge_method: 'plain' }],
  ])('cannot begin with %s', async (_, changed) => {
    const fields = { ...request(verifier()), ...changed };
    for (const send of [
      () => app.browser().submit('/auth/google', fields),
      () => app.browser().request(`/login?${new URLSearchParams(fields).toString()}`),
    ]) {
      const refused = await send();
      expect(refused.status).toBe(400);
      expect(refused.location).toBe('');
    }
  });

  it.each([
    ['of a person who cancelled', 'access_denied', async (url: string) => app.standIn.deny(url)],
    [
      'of a provider that is unwell',
      'temporarily_unavailable',
      async (url: string) => {
        app.standIn.fault({ endpoint: 'token', kind: 'status', status: 500, times: 1 });
        return app.standIn.approve(url, 'vera');
      },
    ],
  ])('is told %s', async (_, error, go) => {
    const browser = app.browser();
    const { location } = await browser.submit('/auth/google', request(verifier()));
    const { status: code, location: back } = await browser.request(await go(location));
    expect(code).toBe(303);
    const { searchParams, protocol } = new URL(back);
    expect(protocol).toBe('com.example.app:');
    expect(searchParams.get('error')).toBe(error);
    expect(searchParams.get('state')).toBe('the state of the app');
    expect(searchParams.get('code')).toBeNull();
  });

  it('refreshes by JSON, and the same rules hold', async () => {
    const first = await tokens();
    const refreshed = await post('/auth/refresh', { refreshToken: first.refreshToken });
    expect(refreshed.status).toBe(200);
    expect(refreshed.headers.getSetCookie()).toEqual([]);
    const second = JSON.parse(refreshed.body) as Tokens;
    expect(second).toMatchObject({ tokenType: 'Bearer', expiresIn: 300 });
    const lost = JSON.parse(
      (await post('/auth/refresh', { refreshToken: first.refreshToken })).body,
    ) as Tokens;
    expect(lost.refreshToken).toBe(second.refreshToken);
    await post('/auth/refresh', { refreshToken: second.refreshToken });
    expect((await post('/auth/refresh', { refreshToken: first.refreshToken })).status).toBe(401);
    expect(await status(second.accessToken)).toBe(401);
  });

  it('and a browser refuse each other’s refresh tokens', async () => {
    const native = await tokens();
    const browser: TestBrowser = await app.signedIn('google');
    const ofBrowser = browser.cookie('refresh');
    expect((await post('/auth/refresh', { refreshToken: ofBrowser })).status).toBe(401);
    const thief = app.browser();
    thief.cookies.set('refresh', native.refreshToken);
    expect(await thief.request('/')).toMatchObject({ location: '/login' });
    thief.cookies.set('access', native.accessToken);
    expect(await thief.request('/')).toMatchObject({ location: '/login' });
    thief.cookies.set('refresh', native.refreshToken);
    const answered = await thief.request('/auth/refresh', {
      method: 'POST',
      headers: { origin: app.origin, accept: 'application/json' },
    });
    expect(answered.status).toBe(401);
    expect((await post('/auth/refresh', { refreshToken: native.refreshToken })).status).toBe(200);
    expect((await browser.request('/')).status).toBe(200);
  });

  it('signs out with its access token', async () => {
    const { accessToken, refreshToken } = await tokens();
    const bye = await post('/auth/logout', {}, { authorization: `Bearer ${accessToken}` });
    expect(bye.status).toBe(204);
    expect(await status(accessToken)).toBe(401);
    expect((await post('/auth/refresh', { refreshToken })).status).toBe(401);
  });

  it.each([
    ['nothing', {}],
    ['no verifier', { code: 'x' }],
    ['a short verifier', { code: 'x', code_verifier: 'short' }],
    ['an object for a code', { code: { not: '' }, code_verifier: 'x'.repeat(43) }],
    ['a list', { code: ['x'], code_verifier: 'x'.repeat(43) }],
  ])('is refused a token for %s', async (_, body) => {
    const refused = await post('/auth/token', body);
    expect(refused.status).toBe(400);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'invalid_request' });
  });
});
