import { createServer, type Server } from 'node:http';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TokenAuthClient } from '../../src/client/index.js';
import { launchBrowser } from '../support/browser.js';
import { itInFullRun } from '../support/full-run.js';
import { freePort } from '../support/free-port.js';
import { TestApp } from '../support/test-app.js';
import { bundle } from './bundle.js';
import { stateOf, waitForStatus } from './spa-app.js';

/** What the page has received at the redirect URI. */
interface Completed {
  result?: { returnTo: string };
  error?: { code: string; supportCode?: string; message: string };
}

declare global {
  // oxlint-disable-next-line no-var
  var tokens: TokenAuthClient;
  // oxlint-disable-next-line no-var
  var completed: Completed | undefined;
}

/** A page of another origin than the app. `?stored` keeps the refresh token in localStorage. */
const page = (baseUrl: string, origin: string) => `<!doctype html><title>Page</title>
  <link rel="icon" href="data:," />
  <script type="module">
    import { createTokenAuthClient } from '/client.js';
    const name = 'refresh-token';
    const storage = {
      get: () => localStorage.getItem(name),
      set: (token) => localStorage.setItem(name, token),
      remove: () => localStorage.removeItem(name),
    };
    const isStored = sessionStorage.stored ??= String(location.search === '?stored');
    globalThis.tokens = createTokenAuthClient({
      baseUrl: '${baseUrl}',
      redirectUri: '${origin}/callback',
      ...(isStored === 'true' && { storage }),
    });
    globalThis.auth = tokens;
    try {
      await Promise.all([tokens.completeSignIn(), tokens.completeSignIn()]);
      globalThis.completed = { result: await tokens.completeSignIn() };
    } catch ({ code, supportCode, message }) {
      globalThis.completed = { error: { code, supportCode, message } };
    }
  </script>`;

describe('the browser client with tokens', () => {
  let app: TestApp;
  let spa: Server;
  let origin: string;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    origin = `http://localhost:${await freePort()}`;
    const variables = { CORS_ORIGINS: origin, CLIENT_REDIRECT_URIS: `${origin}/callback` };
    const [started, launched, script] = await Promise.all([
      TestApp.start('fastify', variables),
      launchBrowser(),
      bundle(),
    ]);
    [app, browser] = [started, launched];
    spa = createServer((request, response) => {
      const isScript = request.url === '/client.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : page(app.origin, origin));
    });
    await new Promise<void>((resolve) => spa.listen(new URL(origin).port, resolve));
  });
  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => spa.close(resolve));
    await app.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext();
  });
  afterEach(async () => {
    await context.close();
    await app.moveClock(0);
  });

  async function open(path = '/'): Promise<Page> {
    const tab = await context.newPage();
    await tab.goto(origin + path);
    await tab.waitForFunction('globalThis.completed !== undefined');
    return tab;
  }

  /** Opens a page, and presses a button of the provider's page. */
  async function signIn(path = '/', button: string | RegExp = /Vera Sample/): Promise<Page> {
    const tab = await open(path);
    await tab.evaluate(() => auth.signIn());
    await tab.getByRole('button', { name: 'Continue with GitHub' }).click();
    await tab.getByRole('button', { name: button }).click();
    await tab.waitForURL(`${origin}/callback`);
    await tab.waitForFunction('globalThis.completed !== undefined');
    return tab;
  }

  const callApi = (tab: Page) => tab.evaluate(async () => (await auth.fetch('/api/me')).status);

  it('completes a login, removes the code from the address bar, and keeps no token in storage', async () => {
    const tab = await signIn('/orders?page=2');
    expect(await tab.evaluate(() => completed)).toEqual({ result: { returnTo: '/orders?page=2' } });
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-in' });
    expect(await callApi(tab)).toBe(200);
    expect(await tab.evaluate(() => tokens.getAccessToken())).toMatch(/^ey/);
    const stored = 'JSON.stringify({ ...localStorage, ...sessionStorage })';
    expect(await tab.evaluate(stored)).toBe('{"stored":"false"}');
    expect(await tab.evaluate(() => document.cookie)).toBe('');
  });

  it('gives the page of the app the error and the support code of a canceled login', async () => {
    const tab = await signIn('/', 'Cancel');
    expect(await tab.evaluate(() => completed)).toEqual({
      error: {
        code: 'access_denied',
        supportCode: expect.stringMatching(/^\w{4}-\w{4}$/) as string,
        message: 'The login was canceled or refused.',
      },
    });
    expect(await stateOf(tab)).toMatchObject({ status: 'signed-out' });
    expect(await tab.evaluate(() => location.href)).toBe(`${origin}/callback`);
  });

  for (const [title, issuer, code] of [
    ['of a login that another tab has started', '', 'state_mismatch'],
    ['of another server', 'https://elsewhere.example', 'issuer_mismatch'],
  ] as const) {
    itInFullRun(`rejects the response ${title}`, async () => {
      const tab = await open();
      await tab.route(`${app.origin}/login?*`, (route) => route.abort());
      const request = tab.waitForRequest(`${app.origin}/login?*`);
      await tab.evaluate(() => void auth.signIn());
      const state = new URL((await request).url()).searchParams.get('state') ?? '';
      const query = new URLSearchParams({ code: 'c', state, iss: issuer || app.origin });
      const target = issuer === '' ? await context.newPage() : tab;
      await target.goto(`${origin}/callback?${query.toString()}`);
      await target.waitForFunction('globalThis.completed !== undefined');
      expect(await target.evaluate(() => completed?.error?.code)).toBe(code);
      expect(await target.evaluate(() => location.href)).toBe(`${origin}/callback`);
    });
  }

  itInFullRun(
    'renews an expired token once for concurrent requests, and sends no token to other origins',
    async () => {
      const tab = await signIn();
      await app.moveClock(400);
      let refreshes = 0;
      tab.on('request', (request) => {
        const isRefresh = request.method() === 'POST' && request.url().endsWith('/auth/refresh');
        refreshes += Number(isRefresh);
      });
      const statuses = await tab.evaluate(async (base) => {
        const requests = ['/api/me', `${base}/api/me`, new Request(`${base}/api/me`)];
        const responses = await Promise.all(requests.map((request) => auth.fetch(request)));
        return responses.map(({ status }) => status);
      }, app.origin);
      expect(statuses).toEqual([200, 200, 200]);
      expect(refreshes).toBe(1);
      const elsewhere = tab.waitForRequest(`${origin}/elsewhere`);
      await tab.evaluate((url) => auth.fetch(url), `${origin}/elsewhere`);
      expect(await (await elsewhere).headerValue('authorization')).toBeNull();
    },
  );

  itInFullRun('signs out when the session was revoked elsewhere', async () => {
    const tab = await signIn();
    await app.prisma.session.updateMany({ data: { revokedAt: new Date() } });
    await expect.poll(() => callApi(tab), { timeout: 5000 }).toBe(401);
    await waitForStatus(tab, 'signed-out');
    expect(await tab.evaluate(() => tokens.getAccessToken())).toBeUndefined();
  });

  itInFullRun('revokes the sessions of all tabs when one signs out', async () => {
    const [first, second] = [await signIn(), await signIn()];
    const token = await second.evaluate(() => tokens.getAccessToken());
    await first.evaluate(() => auth.signOut());
    await waitForStatus(second, 'signed-out');
    const headers = { authorization: `Bearer ${token}` };
    const status = async () => (await fetch(`${app.origin}/api/me`, { headers })).status;
    await expect.poll(status, { timeout: 5000 }).toBe(401);
  });

  itInFullRun(
    'revokes the sessions of all tabs when their access tokens have expired',
    async () => {
      const active = () => app.prisma.session.count({ where: { revokedAt: null } });
      const before = await active();
      const [first] = [await signIn(), await signIn()];
      expect(await active()).toBe(before + 2);
      await app.moveClock(400);
      await first.evaluate(() => auth.signOut());
      await expect.poll(active, { timeout: 5000 }).toBe(before);
    },
  );

  itInFullRun(
    'asks for a new login after a reload, unless a storage keeps the refresh token',
    async () => {
      const tab = await signIn();
      await tab.goto(origin);
      await waitForStatus(tab, 'signed-out');
      const stored = await signIn('/?stored');
      await stored.reload();
      await waitForStatus(stored, 'signed-in');
      expect(await callApi(stored)).toBe(200);
    },
  );

  itInFullRun('renews in one tab after the other when tabs share the refresh token', async () => {
    const tabs = [await signIn('/?stored')];
    for (let i = 0; i < 3; i++) tabs.push(await open('/?stored'));
    for (const tab of tabs) await waitForStatus(tab, 'signed-in');
    for (const seconds of [400, 800, 1200]) {
      await app.moveClock(seconds);
      expect(await Promise.all(tabs.map(callApi))).toEqual([200, 200, 200, 200]);
    }
    await tabs[1]?.evaluate(() => auth.signOut());
    for (const tab of tabs) await waitForStatus(tab, 'signed-out');
    expect(await tabs[0]?.evaluate(() => localStorage.getItem('refresh-token'))).toBeNull();
  });
});
