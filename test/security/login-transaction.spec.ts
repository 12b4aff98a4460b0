import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CapturedLog } from '../support/captured-log.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { cloneBrowser } from '../support/requests.js';

const EXPIRED = /This sign-in is no longer valid/;
const REFUSED = /We could not confirm this sign-in/;

describe.each(MAIN_ADAPTERS)('the login transaction on %s', (adapter) => {
  let app: TestApp;
  let other: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    other = await app.another(adapter);
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
  });
  beforeEach(() => {
    browser = app.browser();
  });

  const callback = async (from = browser, provider: 'google' | 'github' = 'google') =>
    new URL(await app.emulator.approve(await from.begin(provider), 'vera'));

  /** Expects an error page, no session, no new rows, and the given number of requests to the provider. */
  async function expectRejected(
    url: URL | string,
    title: RegExp,
    { by = browser, calls = 0 } = {},
  ): Promise<void> {
    const before = await app.rows();
    app.emulator.clearRequests();
    const response = await by.request(String(url));
    expect(response.status).toBe(400);
    expect(response.body).toMatch(title);
    expect(response.body).toMatch(/Support code/);
    expect(response.body).toContain('Choose how to sign in');
    expect(by.cookie('access')).toBeUndefined();
    expect(await app.rows()).toEqual(before);
    expect(app.emulator.requests).toHaveLength(calls);
  }

  it("S01 an attacker's code and state do not sign in the victim's browser", async () => {
    const attackers = await callback(app.browser());
    await browser.begin('google');
    await expectRejected(attackers, EXPIRED);
  });

  it('S02 a callback without the cookie of its transaction is rejected without a request to the provider', async () => {
    await expectRejected(await callback(app.browser()), EXPIRED);
  });

  it('S02 a callback with the cookie of another transaction is rejected, even if the cookie is renamed', async () => {
    const victim = app.browser();
    const url = await callback(victim);
    const [own = ''] = victim.transactions();
    await browser.begin('google');
    const [name = ''] = browser.transactions();
    browser.cookies.set(own, browser.cookie(name) ?? '');
    await expectRejected(url, REFUSED);
  });

  it('S02 a callback with an altered cookie is rejected', async () => {
    const url = await callback();
    const [name = ''] = browser.transactions();
    const sealed = browser.cookie(name) ?? '';
    const middle = Math.floor(sealed.length / 2);
    for (const at of [0, middle, sealed.length - 2]) {
      const letter = sealed[at] === 'A' ? 'B' : 'A';
      browser.cookies.set(name, sealed.slice(0, at) + letter + sealed.slice(at + 1));
      await expectRejected(url, REFUSED);
    }
  });

  it('S02 a forged callback does not affect the pending login of the user', async () => {
    const url = await callback();
    const half = url.searchParams.get('state')?.split('.')[0];
    await browser.request('/auth/google/callback?code=x&state=forged.x');
    await browser.request(`/auth/google/callback?code=x&state=${half}.x`);
    await browser.request(`/auth/google/callback?error=access_denied&state=${half}.x`);
    expect((await browser.request(String(url))).status).toBe(303);
  });

  it('S03 a callback can be used once', async () => {
    const url = await callback();
    const thief = cloneBrowser(app, browser);
    expect((await browser.request(String(url))).status).toBe(303);
    await expectRejected(url, EXPIRED, { by: app.browser() });
    await expectRejected(url, EXPIRED, { by: thief, calls: 1 });
  });

  it('S03 a transaction can be used once, even if the provider issues a second code', async () => {
    const authorizeUrl = await browser.begin('google');
    const thief = cloneBrowser(app, browser);
    const first = await app.emulator.approve(authorizeUrl, 'vera');
    const second = await app.emulator.approve(authorizeUrl, 'vera');
    expect((await browser.request(first)).status).toBe(303);
    await expectRejected(second, EXPIRED, { by: thief, calls: 2 });
  });

  it('S03 ten concurrent callbacks of one transaction on two instances sign in once', async () => {
    const authorizeUrl = await browser.begin('google');
    const before = await app.rows();
    const responses = await Promise.all(
      Array.from({ length: 10 }, async (_, index) =>
        cloneBrowser(index % 2 === 0 ? app : other, browser).request(
          await app.emulator.approve(authorizeUrl, 'vera'),
        ),
      ),
    );
    expect(responses.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(responses.filter(({ status }) => status === 400)).toHaveLength(9);
    expect((await app.rows()).sessions).toBe(before.sessions + 1);
  });

  it('S04 a transaction older than ten minutes is rejected', async () => {
    const url = await callback();
    await app.moveClock(601);
    await expectRejected(url, EXPIRED);
    await app.moveClock(0);
  });

  it.each([
    ['google', 'github'],
    ['github', 'google'],
  ] as const)(
    'S05 the state of %s is rejected at the callback of the other provider',
    async (from, to) => {
      const url = await callback(browser, from);
      url.pathname = `/auth/${to}/callback`;
      await expectRejected(url, REFUSED);
    },
  );

  it("S06 a victim's code in the attacker's own transaction fails the PKCE check of the provider", async () => {
    const stolen = (await callback(app.browser())).searchParams.get('code') ?? '';
    const url = await callback();
    url.searchParams.set('code', stolen);
    await expectRejected(url, EXPIRED, { calls: 1 });
  });

  it.each<[string, string[]]>([
    ['of another issuer', ['https://e.example']],
    ['with the scheme http', ['http://accounts.google.com']],
    ['with a trailing slash', ['https://accounts.google.com/']],
    ['in upper case', ['HTTPS://ACCOUNTS.GOOGLE.COM']],
    ['that is empty', ['']],
    ['that is repeated', ['https://accounts.google.com', 'https://accounts.google.com']],
  ])('S07 an iss %s is rejected without a request to the provider', async (_, values) => {
    const url = await callback();
    url.searchParams.delete('iss');
    for (const value of values) url.searchParams.append('iss', value);
    await expectRejected(url, REFUSED);
  });

  it.each(['https://accounts.google.com', 'accounts.google.com'])(
    'accepts the iss %s, because Google documents both forms',
    async (iss) => {
      const url = await callback();
      url.searchParams.set('iss', iss);
      expect(await browser.request(url.href)).toMatchObject({ status: 303, location: '/' });
      const canceled = new URL(await app.emulator.deny(await browser.begin('google')));
      canceled.searchParams.set('iss', iss);
      const { location } = await browser.request(canceled.href);
      expect(location).toBe('/login?error=login_canceled');
    },
  );

  it('S08 a canceled login redirects to the login page, which shows a notice also after a reload', async () => {
    const response = await browser.request(
      await app.emulator.deny(await browser.begin('github', '/?tab=1')),
    );
    expect(response).toMatchObject({
      status: 303,
      location: '/login?error=login_canceled&returnTo=%2F%3Ftab%3D1',
    });
    expect(browser.transactions()).toEqual([]);
    for (let load = 0; load < 2; load++) {
      const { status, body } = await browser.request(response.location);
      expect(status).toBe(200);
      expect(body).toContain('You canceled the sign-in.');
      expect(body).toContain('value="/?tab=1"');
      expect(body).not.toContain('Support code');
    }
  });

  it('S08 a canceled login returns 400 with a code to clients that accept JSON', async () => {
    const url = await app.emulator.deny(await browser.begin('github'));
    const response = await browser.request(url, { headers: { accept: 'application/json' } });
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toMatchObject({ code: 'login_canceled' });
  });

  it.each([
    ['without a state', ''],
    ['with an unknown state', '&state=canarystate.x'],
  ])('S09 an error text %s appears on no page and in no log', async (_, state) => {
    const log = CapturedLog.start();
    const text = 'error=canary_error&error_description=%3Cscript%3Ecanary&error_uri=canary';
    await expectRejected(`/auth/google/callback?${text}${state}`, /./);
    const { body } = await browser.request(`/auth/google/callback?${text}${state}`);
    log.stop();
    expect(body).not.toContain('canary');
    expect(log.lines.length).toBeGreaterThan(0);
    expect(log.lines.join('\n')).not.toContain('canary');
  });

  it('S12 a login creates a new session instead of using one from an existing cookie', async () => {
    const attacker = await app.signedIn('google', 'una');
    const { sessionId } = await attacker.json<{ sessionId: string }>('/api/me');
    const victim = cloneBrowser(app, attacker);
    await app.signedIn('google', 'vera', victim);
    const me = await victim.json<{ sessionId: string; email: string }>('/api/me');
    expect(me.email).toBe('vera@example.com');
    expect(me.sessionId).not.toBe(sessionId);
    expect((await attacker.request('/')).location).toBe('/login');
  });

  it.each([
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['an empty state', (url: URL) => url.searchParams.set('state', '')],
    [
      'two states',
      (url: URL) => url.searchParams.append('state', url.searchParams.get('state') ?? ''),
    ],
    [
      'the state in upper case',
      (url: URL) =>
        url.searchParams.set('state', url.searchParams.get('state')?.toUpperCase() ?? ''),
    ],
    [
      'another secret in the state',
      (url: URL) =>
        url.searchParams.set('state', `${url.searchParams.get('state')?.split('.')[0]}.x`),
    ],
    [
      'the state in brackets',
      (url: URL) => {
        url.searchParams.set('state[]', url.searchParams.get('state') ?? '');
        url.searchParams.delete('state');
      },
    ],
    ['two codes', (url: URL) => url.searchParams.append('code', 'x')],
    ['neither code nor error', (url: URL) => url.searchParams.delete('code')],
    ['code and error', (url: URL) => url.searchParams.set('error', 'access_denied')],
    ['a code of 10 KB', (url: URL) => url.searchParams.set('code', 'x'.repeat(10_000))],
    ['a line break in the code', (url: URL) => url.searchParams.set('code', 'x\r\ny')],
  ])('a callback with %s is rejected without a request to the provider', async (_, change) => {
    const url = await callback();
    change(url);
    await expectRejected(url, REFUSED);
  });

  it('a callback in a request body is rejected, and does not affect the pending login', async () => {
    const url = await callback();
    const response = await browser.submit(url.pathname, Object.fromEntries(url.searchParams));
    expect(response.status).toBe(400);
    expect(browser.cookie('access')).toBeUndefined();
    expect((await browser.request(String(url))).status).toBe(303);
  });

  it('a code in a login request is ignored, and a new transaction starts', async () => {
    const url = await callback();
    app.emulator.clearRequests();
    const response = await browser.submit(`/auth/google${url.search}`);
    expect(response.location.startsWith(app.emulator.origin)).toBe(true);
    expect(response.location).not.toContain(url.searchParams.get('state') ?? '?');
    expect(browser.cookie('access')).toBeUndefined();
    expect(app.emulator.requests).toEqual([]);
  });
});
