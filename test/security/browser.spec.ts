import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientRequest, newVerifier } from '../support/native-client.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import { TestBrowser } from '../support/test-browser.js';
import { browserWith, ACCEPT_JSON, refresh } from '../support/requests.js';

const PUBLIC_URL = 'https://app.example';
const LONG_REDIRECT = `https://spa.example/${'p'.repeat(1000)}`;

/** Headers of requests that another site caused. */
const CROSS_SITE_HEADERS: Record<string, Record<string, string>> = {
  'Origin of another site': { origin: 'https://e.example' },
  'Origin null': { origin: 'null' },
  'Origin of another port': { origin: 'http://localhost:1' },
  'Origin with the prefix of the app': { origin: 'http://localhost.e.example' },
  'Sec-Fetch-Site cross-site': { 'sec-fetch-site': 'cross-site' },
  'Sec-Fetch-Site same-site': { 'sec-fetch-site': 'same-site' },
  'Sec-Fetch-Site none': { 'sec-fetch-site': 'none' },
  'a text/plain form': { origin: 'https://e.example', 'content-type': 'text/plain' },
  'a multipart form': {
    origin: 'https://e.example',
    'content-type': 'multipart/form-data; boundary=x',
  },
  'Basic credentials, which browsers add automatically': {
    origin: 'https://e.example',
    'sec-fetch-site': 'same-site',
    authorization: 'Basic dXNlcjpwYXNz',
  },
};

describe.each(ADAPTERS)('cookies and pages in a browser on %s', (adapter) => {
  let app: TestApp;
  /** Another instance, with an https public URL. */
  let secure: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    secure = await app.another(adapter, {
      PUBLIC_URL,
      CLIENT_REDIRECT_URIS: LONG_REDIRECT,
      RESPONSE_HEADER_LIMIT: '8192',
    });
    for (const provider of ['google', 'github'] as const) {
      app.emulator.registerRedirectUri(provider, `${PUBLIC_URL}/auth/${provider}/callback`);
    }
  });
  afterAll(async () => {
    await secure.stop();
    await app.stop();
  });

  const secureBrowser = () => new TestBrowser(secure.address, PUBLIC_URL);
  const activeSessions = () => app.prisma.session.count({ where: { revokedAt: null } });

  it.each(Object.entries(CROSS_SITE_HEADERS))(
    'S26 a request with %s cannot sign out, refresh, revoke sessions or start a login',
    async (_, headers) => {
      const browser = await app.signedIn('google');
      const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
      const [before, cookies] = [await activeSessions(), new Map(browser.cookies)];
      const ways = [
        ['POST', '/auth/logout'],
        ['POST', '/auth/refresh'],
        ['POST', '/auth/google'],
        ['POST', '/auth/sessions/end-others'],
        ['POST', `/auth/sessions/${sessionId}/end`],
        ['DELETE', '/auth/sessions'],
        ['DELETE', `/auth/sessions/${sessionId}`],
      ] as const;
      for (const [method, path] of ways) {
        const isForm = 'content-type' in headers;
        const body = isForm ? { body: 'everywhere=true' } : {};
        const page = await browser.request(path, { method, headers, ...body });
        // An unsupported content type may be rejected before the origin is checked.
        const refusals = isForm ? [400, 403, 415] : [403];
        expect(refusals, `${method} ${path}`).toContain(page.status);
        if (page.status === 403) expect(page.body).toContain('Nothing was changed');
      }
      expect(browser.cookies).toEqual(cookies);
      expect(await activeSessions()).toBe(before);
      expect((await refresh(browser)).status).toBe(200);
    },
  );

  it('S26 a request without Origin and Sec-Fetch-Site changes nothing', async () => {
    const browser = await app.signedIn('google');
    for (const path of ['/auth/logout', '/auth/refresh', '/auth/sessions/end-others']) {
      expect((await browser.request(path, { method: 'POST' })).status).toBe(403);
    }
    expect((await browser.request('/')).status).toBe(200);
  });

  it('S26 a Bearer token in addition to the cookie does not replace the origin check of a refresh', async () => {
    const browser = await app.signedIn('google');
    for (const authorization of ['Bearer x', `Bearer ${browser.cookie('access')}`]) {
      const headers = { authorization, origin: 'https://e.example' };
      expect((await refresh(browser, headers)).status).toBe(403);
    }
    expect((await refresh(browser)).status).toBe(200);
  });

  it.each([
    ['/', 200],
    ['/login', 200],
    ['/auth/nobody', 404],
    ['/nowhere', 404],
    ['/auth/google/callback', 400],
  ])(
    'S33 the page %s has a policy without unsafe-inline, and cannot be framed or cached',
    async (path, status) => {
      const browser = status === 200 && path === '/' ? await app.signedIn('google') : app.browser();
      const { headers, ...response } = await browser.request(path);
      expect(response.status).toBe(status);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
    },
  );

  it('S37 every cookie has the prefix __Host-, HttpOnly, Secure and SameSite=Lax, and is shorter than 4,096 bytes', async () => {
    app.emulator.addPersona({
      id: 'maximal',
      name: '名'.repeat(5000),
      google: { email: `${'a'.repeat(250)}@example.com`, sub: 's'.repeat(255) },
    });
    const browser = secureBrowser();
    await secure.signedIn('google', 'maximal', browser);
    const { id } = await browser.json<{ id: string }>('/api/me');
    const roles = Array.from({ length: 60 }, (_, index) => `department-${index}:administrator`);
    await app.prisma.user.update({ where: { id }, data: { roles } });
    await refresh(browser);
    expect(await browser.json('/api/me')).toMatchObject({ roles });
    await browser.begin('github', `/${'a'.repeat(1023)}`);
    const state = '"'.repeat(512);
    const returnTo = `/${'a'.repeat(1023)}`;
    const client = { ...clientRequest(newVerifier(), LONG_REDIRECT), state, returnTo };
    expect((await browser.submit('/auth/github', client)).status).toBe(303);
    await browser.submit('/auth/sessions/end-others');
    await browser.request('/');
    await browser.submit('/auth/logout');
    await browser.request('/login');
    expect(browser.setCookies.length).toBeGreaterThan(12);
    for (const header of browser.setCookies) {
      const [pair = '', ...attributes] = header.split('; ');
      expect(pair).toMatch(/^__Host-(access|refresh|device|login-[a-z0-9]+|last-provider|notice)=/);
      expect(attributes).toEqual(
        expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']),
      );
      expect(header).not.toMatch(/domain/i);
      expect(header.length).toBeLessThan(4096);
    }
  });

  it('S37 cookies on http://localhost lack only the prefix and Secure', async () => {
    const browser = await app.signedIn('google');
    await refresh(browser);
    await browser.begin('github');
    await browser.submit('/auth/logout');
    const names = browser.setCookies.map((header) => header.split('=')[0]);
    expect(new Set(names).size).toBeGreaterThanOrEqual(5);
    for (const header of browser.setCookies) {
      expect(header.split('; ')).toEqual(
        expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Lax']),
      );
      expect(header).not.toMatch(/domain|secure/i);
    }
  });

  it.each([
    ['without the prefix', (name: string) => name],
    ['with a weaker prefix', (name: string) => `__Secure-${name}`],
    ['with a lower-case prefix', (name: string) => `__host-${name}`],
    ['after a non-breaking space', (name: string) => `\u00a0__Host-${name}`],
    ['with a longer prefix', (name: string) => `x__Host-${name}`],
  ])('a cookie %s, which a sibling domain could set, is not read', async (_, named) => {
    const browser = secureBrowser();
    await secure.signedIn('google', 'vera', browser);
    const planted = secureBrowser();
    for (const name of ['access', 'refresh']) {
      planted.cookies.set(named(name), browser.cookie(`__Host-${name}`) ?? '');
    }
    expect(await planted.request('/')).toMatchObject({ status: 303, location: '/login' });
    const headers = { ...ACCEPT_JSON, origin: PUBLIC_URL };
    expect((await planted.request('/auth/refresh', { method: 'POST', headers })).status).toBe(401);
  });

  it('a login transaction without the prefix, which a sibling domain could set, is not read', async () => {
    const browser = secureBrowser();
    const callback = await app.emulator.approve(await browser.begin('google'), 'vera');
    const planted = secureBrowser();
    for (const [name, value] of browser.cookies) {
      planted.cookies.set(name.replace('__Host-', ''), value);
    }
    expect((await planted.request(callback)).status).toBe(400);
    expect((await browser.request(callback)).status).toBe(303);
  });

  it('a link on another site shows the page without replacing the refresh token', async () => {
    const browser = await app.signedIn('google');
    const token = browser.cookie('refresh');
    const opened = browserWith(app, { refresh: token });
    const response = await opened.request('/', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(response.status).toBe(200);
    expect(opened.cookie('refresh')).toBe(token);
    expect((await refresh(browser)).status).toBe(200);
  });
});
