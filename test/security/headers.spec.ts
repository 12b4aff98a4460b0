import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { itInFullRun, MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestResponse, RequestOptions, TestBrowser } from '../support/test-browser.js';

const NO_PROVIDERS = {
  GOOGLE_CLIENT_ID: '',
  GOOGLE_CLIENT_SECRET: '',
  GITHUB_CLIENT_ID: '',
  GITHUB_CLIENT_SECRET: '',
};
const JSON_POLICY = "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'";
const SPA = 'https://spa.example.com';

type RequestArguments = readonly [path: string, options?: RequestOptions];

const json = (path: string, options: RequestOptions = {}): RequestArguments => [
  path,
  { ...options, headers: { accept: 'application/json', ...options.headers } },
];
const post = (path: string, headers: Record<string, string>, body = ''): RequestArguments =>
  json(path, { method: 'POST', headers, body });

/** One request for each kind of response. */
const REQUESTS: Record<string, RequestArguments> = {
  'a page': ['/login'],
  'a redirect': ['/'],
  'an error page': ['/auth/nobody'],
  'an error page of the app': ['/nowhere'],
  'an error of the app': json('/nowhere'),
  'an error of the module': json('/auth/sessions'),
  'an error of a guard': json('/api/me'),
  'a health check': json('/health'),
  'a readiness check': json('/ready'),
  'the JWKS': json('/.well-known/jwks.json'),
  'the metrics': json('/metrics'),
  'a path that cannot be decoded': json('/%zz'),
  'a parameter that cannot be decoded': json('/auth/%'),
  'an oversized parameter': json(`/auth/${'x'.repeat(300)}`),
  'a malformed body': post('/auth/token', { 'content-type': 'application/json' }, '{'),
  'an oversized body': post('/auth/token', { 'content-type': 'text/x' }, 'x'.repeat(2 ** 21)),
  'an unsupported method': json('/health', { method: 'DELETE' }),
  'a HEAD request': json('/health', { method: 'HEAD' }),
  'a preflight': json('/api/me', {
    method: 'OPTIONS',
    headers: { origin: SPA, 'access-control-request-method': 'GET' },
  }),
};

const headersOf = async (browser: TestBrowser, [path, options]: RequestArguments) =>
  (await browser.request(path, options)).headers;

describe.each(ADAPTERS)('security headers and CORS on %s', (adapter) => {
  let app: TestApp;
  let inProduction: TestApp;

  beforeAll(async () => {
    const open = { METRICS: 'true', CORS_ORIGINS: `${SPA}, http://localhost:5173` };
    app = await TestApp.start(adapter, open);
    inProduction = await TestApp.start(adapter, {
      ...open,
      ...NO_PROVIDERS,
      CORS_ORIGINS: SPA,
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://app.example',
    });
  });
  afterAll(async () => {
    await inProduction.stop();
    await app.stop();
  });

  it.each(Object.entries(REQUESTS))(
    'S33 %s has each security header exactly once',
    async (_, request) => {
      for (const each of [app, inProduction]) {
        const headers = await headersOf(each.browser(), request);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('x-frame-options')).toBe('DENY');
        expect(headers.get('referrer-policy')).toBe('same-origin');
        expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
        expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
        expect(headers.get('x-powered-by')).toBeNull();
        const policy = headers.get('content-security-policy') ?? '';
        expect(policy.match(/default-src 'none'/g)).toHaveLength(1);
        expect(policy.match(/frame-ancestors 'none'/g)).toHaveLength(1);
        expect(policy).not.toContain('unsafe');
        const https = each === inProduction ? 'max-age=31536000' : null;
        expect(headers.get('strict-transport-security')).toBe(https);
      }
    },
  );

  it('S33 pages keep their own policy, and other responses have a policy that allows nothing', async () => {
    const page = await headersOf(app.browser(), REQUESTS['an error page of the app'] ?? ['']);
    expect(page.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src [^;]+; form-action 'self'[^;]*; frame-ancestors 'none'; base-uri 'none'$/,
    );
    expect(page.get('permissions-policy')).toContain('camera=()');
    for (const name of ['an error of the app', 'a health check', 'a path that cannot be decoded']) {
      const headers = await headersOf(app.browser(), REQUESTS[name] ?? ['']);
      expect(headers.get('content-security-policy')).toBe(JSON_POLICY);
    }
  });

  it('S33 responses about a user have Cache-Control: no-store', async () => {
    const browser = await app.signedIn('google');
    const origin = { origin: app.origin };
    const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
    const requests: RequestArguments[] = [
      ['/'],
      ['/login'],
      ['/login?prompt=login'],
      json('/api/me'),
      json('/api/me', { method: 'HEAD' }),
      json('/auth/sessions'),
      json(`/auth/sessions/${sessionId}x`, { method: 'DELETE', headers: origin }),
      json('/auth/sessions', { method: 'DELETE', headers: origin }),
      post('/auth/sessions/end-others', origin),
      post('/auth/google', origin),
      json('/auth/google'),
      json('/auth/google/callback'),
      post('/auth/refresh', origin),
      post('/auth/token', {}),
      post('/auth/logout', origin),
      json('/api/me'),
      ['/api/me'],
    ];
    for (const request of requests) {
      const headers = await headersOf(browser, request);
      expect([request[0], headers.get('cache-control')]).toEqual([request[0], 'no-store']);
    }
  });

  it('S33 responses of the module have the headers in an app without useSecurityHeaders', async () => {
    const plain = await ModuleApp.start(app, adapter, {});
    const page = (await plain.browser().request('/login')).headers;
    expect(page.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.get('x-frame-options')).toBe('DENY');
    expect(page.get('cross-origin-opener-policy')).toBe('same-origin');
    for (const path of ['/login', '/auth/sessions', '/auth/google/callback']) {
      for (const accept of ['text/html', 'application/json']) {
        const { headers } = await plain.browser().request(path, { headers: { accept } });
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('referrer-policy')).toBe('same-origin');
        expect(headers.get('cache-control')).toBe('no-store');
      }
    }
    await plain.stop();
  });

  const requestMe = (
    origin: string | undefined,
    method: string,
    more: Record<string, string> = {},
  ) =>
    app.browser().request('/api/me', {
      method,
      headers: { accept: 'application/json', ...(origin !== undefined && { origin }), ...more },
    });
  const allowed = ({ headers }: TestResponse) => headers.get('access-control-allow-origin');

  it('S33 CORS allows configured origins to read responses and errors, without credentials', async () => {
    for (const origin of [SPA, 'http://localhost:5173']) {
      const response = await requestMe(origin, 'GET');
      expect(response.status).toBe(401);
      expect(allowed(response)).toBe(origin);
      expect(response.headers.get('vary')).toMatch(/^origin$/i);
      expect(response.headers.get('access-control-expose-headers')).toMatch(
        /^WWW-Authenticate, ?Retry-After$/,
      );
      const preflight = await requestMe(origin, 'OPTIONS', {
        'access-control-request-method': 'DELETE',
        'access-control-request-headers': 'authorization,x-other',
      });
      expect(preflight.status).toBe(204);
      expect(allowed(preflight)).toBe(origin);
      expect(preflight.headers.get('access-control-allow-headers')).toMatch(
        /^Authorization, ?Content-Type$/,
      );
      for (const { headers } of [response, preflight]) {
        expect(headers.get('access-control-allow-credentials')).toBeNull();
      }
    }
  });

  it.each([
    'https://e.example',
    'null',
    'https://spa.example.com.e.example',
    'http://spa.example.com',
    'https://spa.example.com:8443',
    'https://SPA.example.com',
  ])('S33 CORS does not allow the origin %s', async (origin) => {
    for (const method of ['GET', 'OPTIONS']) {
      const response = await requestMe(origin, method, { 'access-control-request-method': 'GET' });
      expect(allowed(response)).toBeNull();
      expect(response.headers.get('vary')).toMatch(/\borigin\b/i);
    }
  });

  it('S33 CORS allows no origin without configuration', async () => {
    const closed = await app.another(adapter);
    const { headers } = await closed.browser().request('/api/me', {
      method: 'OPTIONS',
      headers: { origin: SPA, 'access-control-request-method': 'GET' },
    });
    await closed.stop();
    const names = [...headers.keys()].filter((name) => name.startsWith('access-control'));
    expect(names).toEqual([]);
  });
});

describe('security headers and CORS in Chromium', () => {
  let chromium: Browser;
  let page: Page;
  let consoleErrors: string[];

  beforeAll(async () => {
    chromium = await launchBrowser();
    page = await chromium.newPage();
    consoleErrors = [];
    page.on('console', (message) => {
      if (message.type() === 'error') consoleErrors.push(message.text());
    });
  });
  afterAll(() => chromium.close());

  for (const adapter of MAIN_ADAPTERS) {
    itInFullRun(
      `S33 the page of the OpenAPI document works with its policy on ${adapter}`,
      async () => {
        const app = await TestApp.start(adapter, { NODE_ENV: 'development' });
        await page.goto(`${app.origin}/docs`);
        await page.getByText('Starts a login at a provider').waitFor();
        expect(consoleErrors).toEqual([]);
        await app.stop();
      },
    );
  }

  it.each(MAIN_ADAPTERS)(
    'S33 a single-page app on another origin can log in, refresh and log out on %s',
    async (adapter) => {
      const server = createServer((_, response) =>
        response.end('<!doctype html><title>SPA</title>'),
      );
      await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
      const spa = `http://localhost:${(server.address() as AddressInfo).port}`;
      const redirectUri = `${spa}/callback`;
      const app = await TestApp.start(adapter, {
        CORS_ORIGINS: spa,
        CLIENT_REDIRECT_URIS: redirectUri,
      });
      const verifier = randomBytes(32).toString('base64url');
      const browser = app.browser();
      const { location } = await browser.submit('/auth/google', {
        redirect_uri: redirectUri,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const back = await browser.request(await app.emulator.approve(location, 'vera'));
      await page.goto(back.location);
      const seen = await page.evaluate(useTokens, {
        app: app.origin,
        code: new URL(back.location).searchParams.get('code'),
        verifier,
      });
      expect(seen).toEqual({
        name: 'Vera Sample',
        refreshed: 'Bearer',
        ended: 204,
        challenge: 'Bearer error="invalid_token"',
      });
      await app.stop();
      server.close();
    },
  );
});

/** Runs in the browser: exchanges a code, refreshes, requests a guarded route and logs out. */
async function useTokens(given: { app: string; code: string | null; verifier: string }) {
  interface Tokens {
    accessToken: string;
    refreshToken: string;
    tokenType: string;
  }
  const send = (path: string, body: object) =>
    fetch(given.app + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const grant = { code: given.code, code_verifier: given.verifier };
  const first = (await (await send('/auth/token', grant)).json()) as Tokens;
  const { refreshToken } = first;
  const second = (await (await send('/auth/refresh', { refreshToken })).json()) as Tokens;
  const as = { headers: { Authorization: `Bearer ${second.accessToken}` } };
  const me = (await (await fetch(`${given.app}/api/me`, as)).json()) as { name: string };
  const { status } = await fetch(`${given.app}/auth/logout`, { method: 'POST', ...as });
  const after = await fetch(`${given.app}/api/me`, as);
  return {
    name: me.name,
    refreshed: second.tokenType,
    ended: status,
    challenge: after.headers.get('WWW-Authenticate'),
  };
}
