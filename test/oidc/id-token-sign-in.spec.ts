import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { IdTokenOptions } from '../../src/emulator/google/google-id-token.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { NATIVE, newVerifier, clientRequest, redeem } from '../support/native-client.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

const PATH = '/auth/google/id-token';
const ANDROID = 'android-app.apps.googleusercontent.com';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Deviations of a token, each of which must be refused. The adapter has no influence on them. */
const FORGERIES: [string, Partial<IdTokenOptions>][] = [
  ['without a signature (alg: none)', { signature: 'none' }],
  ['signed with the client secret (HS256)', { signature: 'client-secret' }],
  ['signed with the public key (HS256)', { signature: 'public-key' }],
  ['signed with an unknown key', { signature: 'unknown-key' }],
  ['of another issuer', { claims: { iss: 'https://id.example.com' } }],
  ['that is expired', { claims: { exp: Math.floor(Date.now() / 1000) - 31 } }],
  ['from the future', { claims: { iat: Math.floor(Date.now() / 1000) + 3600 } }],
  ['without the time of issue', { claims: { iat: undefined } }],
  ['that is another kind of JWT', { header: { typ: 'at+jwt' } }],
  ['for another app', { audience: 'another-app' }],
  ['that another app requested', { authorizedParty: 'another-app' }],
  ['without a nonce', { claims: { nonce: undefined } }],
  ['with another nonce', { nonce: randomBytes(32).toString('base64url') }],
];

const INVALID_BODIES = [
  {},
  { credential: 'x' },
  { credential: ['a.b.c'] },
  { credential: 'a.b.c', idToken: 'a.b.c' },
  { credential: `${'a'.repeat(4096)}.b.c` },
  { credential: 'a.b.c', nonce: 'short' },
];

const MALFORMED_TOKENS = [
  'a.b.c',
  'e30.e30.e30',
  `${btoa('null')}.${btoa('null')}.x`,
  'e30.bnVsbA.e30',
];

describe.each(ADAPTERS)('sign-in with an ID token of Google on %s', (adapter) => {
  const isMain = MAIN_ADAPTERS.includes(adapter);
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter, {
      CLIENT_REDIRECT_URIS: NATIVE,
      GOOGLE_AUDIENCES: ANDROID,
    });
  });
  afterAll(() => app.stop());

  /** Requests a nonce, as the script of a page does. */
  const requestNonce = async (browser: TestBrowser): Promise<string> => {
    const response = await browser.submit(`${PATH}/nonce`, {}, { accept: 'application/json' });
    expect(response.status).toBe(200);
    return (JSON.parse(response.body) as { nonce: string }).nonce;
  };

  /** Creates a token with a nonce of the browser. */
  const credential = async (browser: TestBrowser, options: Partial<IdTokenOptions> = {}) =>
    app.emulator.createIdToken({
      persona: 'vera',
      nonce: await requestNonce(browser),
      ...options,
    });

  /** Presents a token, as the script of a page does. */
  const present = (
    browser: TestBrowser,
    body: Record<string, unknown>,
    headers: Record<string, string> = {},
  ): Promise<TestResponse> =>
    browser.request(PATH, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        origin: app.origin,
        ...headers,
      },
      body: JSON.stringify(body),
    });

  const code = ({ body }: TestResponse) => (JSON.parse(body) as { code: string }).code;

  const expectRefused = async (
    browser: TestBrowser,
    response: Promise<TestResponse>,
    expected: string,
  ) => {
    const before = await app.rows();
    expect(code(await response)).toBe(expected);
    expect(browser.cookie('access')).toBeUndefined();
    expect(await app.rows()).toEqual(before);
  };

  describe('of a browser', () => {
    it('signs the user in to the same account as a login with a redirect', async () => {
      const { cookies } = await app.signedIn('google', 'vera');
      expect([...cookies.keys()]).toContain('access');
      const before = await app.rows();
      const browser = app.browser();
      const response = await present(browser, {
        credential: await credential(browser),
        returnTo: '/projects',
      });
      expect(response.status).toBe(200);
      expect(JSON.parse(response.body)).toEqual({ returnTo: '/projects' });
      expect(browser.cookie('access')).toBeDefined();
      expect(browser.cookie('id-token-nonce')).toBeUndefined();
      expect(await app.rows()).toEqual({ ...before, sessions: before.sessions + 1 });
      expect(await browser.json('/api/me')).toMatchObject({ name: 'Vera Sample' });
    });

    it('redirects a form', async () => {
      const browser = app.browser();
      const fields = { credential: await credential(browser), returnTo: 'https://evil.example' };
      expect(await browser.submit(PATH, fields)).toMatchObject({ status: 303, location: '/' });
      expect(browser.cookie('access')).toBeDefined();
    });

    it('S60 accepts a token once, also when it is presented ten times at once', async () => {
      const browser = app.browser();
      const token = await credential(browser);
      const copies = Array.from({ length: 10 }, () => {
        const copy = app.browser();
        for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
        return copy;
      });
      const responses = await Promise.all(copies.map((copy) => present(copy, { idToken: token })));
      expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(copies.filter((copy) => copy.cookie('access') !== undefined)).toHaveLength(1);
      await expectRefused(browser, present(browser, { idToken: token }), 'login_expired');
    });

    it('S60 refuses a stolen token in another browser', async () => {
      const token = await credential(app.browser());
      const thief = app.browser();
      await expectRefused(thief, present(thief, { credential: token }), 'login_expired');
      await requestNonce(thief);
      await expectRefused(thief, present(thief, { credential: token }), 'login_refused');
      thief.cookies.set('id-token-nonce', Buffer.from('x'.repeat(80)).toString('base64url'));
      await expectRefused(thief, present(thief, { credential: token }), 'login_expired');
    });

    it.each(isMain ? FORGERIES : [])('S60 refuses a token %s', async (_, options) => {
      const browser = app.browser();
      const token = await credential(browser, options);
      await expectRefused(browser, present(browser, { credential: token }), 'login_refused');
    });

    it('S60 refuses a token that is older than ten minutes', async () => {
      const browser = app.browser();
      const token = await credential(browser);
      app.skewClock(640);
      const fresh = app.browser();
      await requestNonce(fresh);
      await expectRefused(fresh, present(fresh, { credential: token }), 'login_refused');
      await expectRefused(browser, present(browser, { credential: token }), 'login_expired');
      app.skewClock(0);
    });

    it.each(isMain ? INVALID_BODIES : [])('refuses the body %j', async (body) => {
      const browser = app.browser();
      await expectRefused(browser, present(browser, body), 'invalid_request');
    });

    it.each(isMain ? MALFORMED_TOKENS : [])('S60 refuses the malformed token %s', async (token) => {
      const browser = app.browser();
      await requestNonce(browser);
      await expectRefused(
        browser,
        present(browser, { credential: token.replaceAll('=', '') }),
        'login_refused',
      );
    });

    it('gives the tabs of a browser the same nonce, and requires the same origin', async () => {
      const browser = app.browser();
      expect(await requestNonce(browser)).toBe(await requestNonce(browser));
      const evil = { origin: 'https://evil.example', accept: 'application/json' };
      expect(code(await browser.submit(`${PATH}/nonce`, {}, evil))).toBe('cross_site_request');
    });

    it('of a provider without ID tokens does not exist', async () => {
      const headers = { accept: 'application/json' };
      for (const path of ['/auth/github/id-token', '/auth/github/id-token/nonce']) {
        const fields = { credential: 'a.b.c' };
        expect((await app.browser().submit(path, fields, headers)).status).toBe(404);
      }
    });

    it('S61 refuses a request of another site', async () => {
      const browser = app.browser();
      const token = await credential(browser);
      const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      await expectRefused(
        browser,
        present(browser, { credential: token }, evil),
        'cross_site_request',
      );
    });
  });

  describe('in the redirect mode', () => {
    /** Sends the form of the page of Google, with which browsers send no Lax cookies. */
    const postForm = (fields: Record<string, string>, cookie: string) => {
      const page = app.browser();
      page.cookies.set('g_csrf_token', cookie);
      return page.submit(PATH, fields, {
        origin: 'https://accounts.google.com',
        'sec-fetch-site': 'cross-site',
      });
    };

    it('completes the login with a redirect, after which the browser sends its nonce', async () => {
      const browser = app.browser();
      const token = await credential(browser);
      const { status, location } = await postForm(
        { credential: token, g_csrf_token: 'abc' },
        'abc',
      );
      expect(status).toBe(303);
      expect(location).not.toContain(token);
      expect(await browser.request(location)).toMatchObject({ status: 303, location: '/' });
      expect(browser.cookie('access')).toBeDefined();
    });

    it('S61 refuses a form whose g_csrf_token is not that of the cookie', async () => {
      const token = await credential(app.browser());
      for (const value of ['abd', '', 'ABC']) {
        const fields = { credential: token, g_csrf_token: value };
        const { status, location } = await postForm(fields, 'abc');
        expect([400, 403]).toContain(status);
        expect(location).toBe('');
      }
      expect((await postForm({ credential: token }, 'abc')).status).toBe(403);
    });

    it('S61 signs nobody in to the account of an attacker (login CSRF)', async () => {
      const attacker = app.browser();
      const token = await credential(attacker, { persona: 'una' });
      const { location } = await postForm({ credential: token, g_csrf_token: 'abc' }, 'abc');
      const victim = app.browser();
      expect((await victim.request(location)).status).toBe(400);
      await requestNonce(victim);
      expect((await victim.request(location)).status).toBe(400);
      expect(victim.cookie('access')).toBeUndefined();
    });

    it('S61 refuses the redirect of another provider, an altered one, and an old one', async () => {
      const browser = app.browser();
      const fields = { credential: await credential(browser), g_csrf_token: 'abc' };
      const { location } = await postForm(fields, 'abc');
      expect((await browser.request(`${location}A`)).status).toBe(400);
      expect((await browser.request(PATH)).status).toBe(400);
      app.skewClock(61);
      expect((await browser.request(location)).status).toBe(400);
      app.skewClock(0);
      const speculative = { method: 'HEAD' };
      expect((await browser.request(location, speculative)).status).toBe(403);
      expect(await browser.request(location)).toMatchObject({ status: 303, location: '/' });
    });
  });

  describe('of a native client', () => {
    const nonce = () => randomBytes(32).toString('base64url');
    const token = (value: string, options: Partial<IdTokenOptions> = {}) =>
      app.emulator.createIdToken({ persona: 'vera', nonce: sha256(value), ...options });

    /** Presents a token without cookies and without an origin. */
    const presentAsClient = (body: Record<string, unknown>) =>
      app.browser().request(PATH, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });

    it('returns a code, which the client exchanges for tokens with its PKCE verifier', async () => {
      const verifier = newVerifier();
      const value = nonce();
      const idToken = await token(value, { authorizedParty: ANDROID });
      const response = await presentAsClient({ ...clientRequest(verifier), idToken, nonce: value });
      expect(response.status).toBe(200);
      expect(response.headers.getSetCookie().join()).not.toContain('access=');
      const { code: issued, ...rest } = JSON.parse(response.body) as { code: string };
      expect(rest).toEqual({ state: 'the state of the app', iss: app.origin });
      expect((await redeem(app, issued, newVerifier())).status).toBe(400);
    });

    it('S60 creates one session only, also when the token is presented again', async () => {
      const verifier = newVerifier();
      const value = nonce();
      const body = { ...clientRequest(verifier), idToken: await token(value), nonce: value };
      const first = JSON.parse((await presentAsClient(body)).body) as { code: string };
      expect((await redeem(app, first.code, verifier)).status).toBe(200);
      const replayed = JSON.parse((await presentAsClient(body)).body) as { code?: string };
      expect((await redeem(app, replayed.code ?? '', verifier)).status).toBe(400);
    });

    it('S60 refuses a stolen token without the value that the client has hashed', async () => {
      const value = nonce();
      const idToken = await token(value);
      const request = clientRequest(newVerifier());
      for (const guess of [sha256(value), nonce()]) {
        const response = await presentAsClient({ ...request, idToken, nonce: guess });
        expect(code(response)).toBe('login_refused');
      }
      expect(code(await presentAsClient({ ...request, idToken }))).toBe('invalid_request');
      expect(code(await presentAsClient({ idToken, nonce: value }))).toBe('cross_site_request');
    });

    it('accepts only registered redirect URIs', async () => {
      const value = nonce();
      const request = clientRequest(newVerifier(), 'com.evil.app:/callback');
      const response = await presentAsClient({
        ...request,
        idToken: await token(value),
        nonce: value,
      });
      expect(code(response)).toBe('invalid_request');
    });
  });

  it('S59 requests the keys of Google when they are needed, and survives their rotation', async () => {
    const browser = app.browser();
    await app.emulator.rotateSigningKey({ keepPrevious: false });
    const now = Date.now.bind(Date);
    const spy = vi.spyOn(Date, 'now').mockImplementation(() => now() + 61_000);
    const response = await present(browser, { credential: await credential(browser) });
    spy.mockRestore();
    expect(response.status).toBe(200);
  });
});
