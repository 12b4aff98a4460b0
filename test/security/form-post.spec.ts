import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { stateOf, TestFlowProvider } from '../support/flow-provider.js';
import { itInFullRun } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { freePort } from '../support/free-port.js';
import { ADAPTERS } from '../support/test-app.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

/** The user's name, which Apple sends with the first login only. */
const USER = JSON.stringify({ name: { firstName: 'Zoë', lastName: 'Müller' } });

describe.each(ADAPTERS)('a callback that is sent as a form of another site on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;
  let browser: TestBrowser;
  const nameOf = (user: string | null) => {
    const { name } = JSON.parse(user ?? '{}') as { name?: { firstName: string } };
    return { name: name?.firstName ?? null };
  };
  const apple = new TestFlowProvider(({ params }) => nameOf(params.get('user')), {
    name: 'apple',
    responseMode: 'form_post',
  });
  const other = new TestFlowProvider(undefined, { name: 'other' });

  beforeAll(async () => {
    base = await TestBackend.create();
    const options = { providers: [apple.provider, other.provider] };
    app = await ModuleApp.start(base, adapter, { options });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });
  beforeEach(() => {
    browser = app.browser();
    apple.callbacks.length = 0;
  });

  const start = async (name = 'apple') => stateOf(await browser.begin(name));

  /** Sends the form as a browser does: without the cookies, which are `SameSite=Lax`. */
  const post = (fields: Record<string, string> | string, path = '/auth/apple/callback') =>
    app.browser().request(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://appleid.apple.com',
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
      },
      body: new URLSearchParams(fields).toString(),
    });

  async function expectRejected(response: TestResponse): Promise<void> {
    expect(response.status).toBe(400);
    expect(response.headers.getSetCookie().join()).not.toContain('access=');
    expect(browser.cookie('access')).toBeUndefined();
    expect(apple.callbacks).toEqual([]);
  }

  it("S55 signs in, with the user's name, which is in no URL in clear text", async () => {
    const hop = await post({ state: await start(), code: 'zoe', user: USER });
    expect(hop.status).toBe(303);
    expect(hop.headers.getSetCookie()).toEqual([]);
    expect(hop.headers.get('cache-control')).toBe('no-store');
    expect(decodeURIComponent(hop.location)).not.toMatch(/Zoë|user=/);
    expect((await browser.request(hop.location)).status).toBe(303);
    expect((await browser.request('/')).body).toContain('Zoë');
    expect(apple.callbacks.map(({ params }) => params.get('user'))).toEqual([USER]);
    for (const cookie of browser.setCookies) expect(cookie).toMatch(/SameSite=Lax/i);
  });

  it('S55 a cancel at the provider leads to the login page', async () => {
    const hop = await post({ state: await start(), error: 'user_cancelled_authorize' });
    const { status, location } = await browser.request(hop.location);
    expect([status, location]).toEqual([303, '/login?error=login_canceled']);
  });

  it('S55 without the login cookie, or with the cookie of another login, it is rejected', async () => {
    const hop = await post({ state: await start(), code: 'zoe' });
    await expectRejected(await app.browser().request(hop.location));
    const victim = app.browser();
    await victim.begin('apple');
    await expectRejected(await victim.request(hop.location));
  });

  it('S55 with a forged state, or that of another provider, it is rejected', async () => {
    const state = await start();
    const [id = ''] = state.split('.');
    await expectRejected(
      await browser.request((await post({ state: `${id}.x`, code: 'zoe' })).location),
    );
    const foreign = await post({ state: await start('other'), code: 'zoe' });
    await expectRejected(await browser.request(foreign.location));
  });

  it('S55 encrypted parameters of another login, or altered ones, are rejected', async () => {
    const attackers = await post({ state: await start(), code: 'x', user: USER });
    const own = await post({ state: await start(), code: 'zoe', user: USER });
    const parameter = (url: string) => new URL(url, app.origin).searchParams.get('form_post') ?? '';
    const withParameter = (value: string) => {
      const url = new URL(own.location, app.origin);
      url.searchParams.set('form_post', value);
      return url.href;
    };
    const value = parameter(own.location);
    const letter = value[5] === 'A' ? 'B' : 'A';
    const altered = value.slice(0, 5) + letter + value.slice(6);
    for (const invalid of [parameter(attackers.location), altered, 'AAAA', '!']) {
      const victim = app.browser();
      victim.cookies.clear();
      for (const [name, cookie] of browser.cookies) victim.cookies.set(name, cookie);
      await expectRejected(await victim.request(withParameter(invalid)));
    }
  });

  it.each<[string, (state: string) => Record<string, string> | string]>([
    ['has no state', () => ({ code: 'zoe' })],
    ['has a malformed state', () => ({ state: 'x', code: 'zoe' })],
    ['has a code and an error', (state) => ({ state, code: 'zoe', error: 'x' })],
    ['repeats a parameter', (state) => `state=${state}&code=zoe&code=x`],
    ['contains encrypted parameters', (state) => ({ state, code: 'zoe', form_post: 'AAAA' })],
    ['is too large', (state) => ({ state, code: 'zoe', user: 'x'.repeat(4000) })],
    ['is empty', () => ({})],
  ])('S55 a form that %s is rejected, and does not affect the pending login', async (_, fields) => {
    const state = await start();
    await expectRejected(await post(fields(state)));
    const hop = await post({ state, code: 'zoe' });
    expect((await browser.request(hop.location)).status).toBe(303);
  });

  it('S55 a form for a provider that does not send forms is rejected', async () => {
    const state = await start('other');
    await expectRejected(await post({ state, code: 'zoe' }, '/auth/other/callback'));
    expect((await post({ state, code: 'zoe' }, '/auth/unknown/callback')).status).toBe(404);
  });

  it('S55 JSON instead of a form, and a body that is not an object, are rejected', async () => {
    const state = await start();
    for (const body of ['[]', '"x"', JSON.stringify({ state: [state], code: 'zoe' })]) {
      const headers = { 'content-type': 'application/json' };
      const response = await browser.request('/auth/apple/callback', {
        method: 'POST',
        headers,
        body,
      });
      await expectRejected(response);
    }
  });

  itInFullRun('S55 signs in in Chromium, from a form of another site', async () => {
    const port = await freePort();
    const publicUrl = `http://localhost:${port}`;
    const options = { publicUrl, providers: [apple.provider] };
    const reachable = await ModuleApp.start(base, adapter, { port, options });
    const provider = await startFormPostProvider(`${publicUrl}/auth/apple/callback`);
    const chromium = await launchBrowser();
    try {
      const page = await (await chromium.newContext()).newPage();
      await page.goto(`${publicUrl}/login`);
      const posted: string[] = [];
      page.on('request', (request) =>
        posted.push(`${request.method()} ${new URL(request.url()).pathname}`),
      );
      await page.route('https://provider.example/**', async (route) => {
        const { search } = new URL(route.request().url());
        await route.fulfill({ status: 303, headers: { location: provider.origin + search } });
      });
      await page.getByRole('button', { name: 'Continue with Flow' }).click();
      await page.getByRole('heading', { level: 1, name: 'Zoë' }).waitFor();
      expect(posted).toContain('POST /auth/apple/callback');
      expect(posted).toContain('GET /auth/apple/callback');
    } finally {
      await chromium.close();
      provider.close();
      await reachable.stop();
    }
  });
});

/** A site that sends a form with the callback at once. `127.0.0.1` is another site than `localhost`. */
async function startFormPostProvider(action: string): Promise<Server & { origin: string }> {
  const server = createServer((request, response) => {
    const state = new URL(request.url ?? '/', 'http://localhost').searchParams.get('state') ?? '';
    const user = USER.replaceAll('"', '&quot;');
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(
      `<form method="post" action="${action}"><input name="state" value="${state}">
       <input name="code" value="zoe"><input name="user" value="${user}"></form>
       <script>document.forms[0].submit()</script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(server, { origin: `http://127.0.0.1:${port}/` });
}
