import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderEmulator } from '../../src/emulator/index.js';
import {
  authorizationUrl,
  exchangeCode,
  jsonObject,
  queryParams,
  startEmulator,
  type Params,
} from './oauth-client.js';

let now = Date.now();
let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await startEmulator({ rememberAccount: true, now: () => now });
});
afterAll(() => emulator.stop());

/** A browser that keeps the cookie of one provider. */
class Browser {
  #cookie = '';

  async open(params: Params = {}, provider: 'google' | 'github' = 'google'): Promise<Response> {
    const headers = { cookie: this.#cookie };
    const url = authorizationUrl(emulator, provider, params);
    const response = await fetch(url, { headers, redirect: 'manual' });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    this.#cookie = cookie ?? this.#cookie;
    return response;
  }

  /** Returns the parameters of the redirect to the application. */
  async callback(params: Params = {}): Promise<Record<string, string>> {
    return queryParams((await this.open(params)).headers.get('location'));
  }

  signIn(persona: string, params: Params = {}): Promise<Response> {
    return this.open({ auto_approve: 'true', login_hint: persona, ...params });
  }
}

async function authTime(callback: Record<string, string>): Promise<unknown> {
  const response = await exchangeCode(emulator, 'google', callback['code'] ?? '');
  const [, payload = ''] = String((await jsonObject(response))['id_token']).split('.');
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return Object.assign({ auth_time: 0 }, claims).auth_time;
}

describe('a browser that is signed in at Google', () => {
  it('is redirected without a page, as the account of its last login', async () => {
    const browser = new Browser();
    await browser.signIn('hana');
    expect(await browser.callback()).toMatchObject({ code: expect.any(String), prompt: 'none' });
    expect((await new Browser().open()).status).toBe(200);
  });

  it.each(['select_account', 'login', 'consent'])('gets a page with prompt=%s', async (prompt) => {
    const browser = new Browser();
    await browser.signIn('hana');
    expect((await browser.open({ prompt })).status).toBe(200);
  });

  it('gets a page when a scope is not granted yet, or the login hint is another account', async () => {
    const browser = new Browser();
    await browser.signIn('hana');
    const scope = 'openid https://www.googleapis.com/auth/calendar';
    expect((await browser.open({ scope })).status).toBe(200);
    expect((await browser.open({ login_hint: 'vera@example.com' })).status).toBe(200);
    expect((await browser.open({ login_hint: 'hana@example.com' })).status).toBe(302);
  });

  it('gets a page when its authentication is older than max_age', async () => {
    const browser = new Browser();
    await browser.signIn('hana');
    const authenticatedAt = Math.floor(now / 1000);
    now += 60_000;
    expect(await authTime(await browser.callback({ max_age: '60' }))).toBe(authenticatedAt);
    expect((await browser.open({ max_age: '59' })).status).toBe(200);
  });

  it('keeps the time of its authentication unless prompt=login asks for a new one', async () => {
    const browser = new Browser();
    await browser.signIn('hana');
    const before = Math.floor(now / 1000);
    now += 60_000;
    const options = { max_age: '600', auto_approve: 'true', login_hint: 'hana' };
    expect(await authTime(await browser.callback(options))).toBe(before);
    const login = { ...options, prompt: 'login' };
    expect(await authTime(await browser.callback(login))).toBe(before + 60);
  });

  it('sends its cookie with authorization requests only', async () => {
    const cookie = (await new Browser().signIn('hana')).headers.get('set-cookie');
    expect(cookie).toContain('Path=/o/oauth2/v2/auth; HttpOnly; SameSite=Lax');
  });
});

describe('prompt=none', () => {
  it('succeeds when the browser is signed in and all scopes are granted', async () => {
    const browser = new Browser();
    await browser.signIn('hana');
    expect(await browser.callback({ prompt: 'none' })).toHaveProperty('code');
  });

  it.each([
    ['login_required', 'no account is signed in', async () => new Browser()],
    [
      'interaction_required',
      'a scope is not granted',
      async () => {
        const browser = new Browser();
        await browser.signIn('amal', { scope: 'openid' });
        return browser;
      },
    ],
  ])('fails with %s when %s', async (error, _, createBrowser) => {
    const browser = await createBrowser();
    const callback = await browser.callback({ prompt: 'none', scope: 'openid email' });
    expect(callback).toEqual({ error, state: 'the-state', iss: 'https://accounts.google.com' });
  });

  it('fails for an account that has never granted anything, also for a script', async () => {
    const params = { prompt: 'none', auto_approve: 'true', login_hint: 'wim' };
    expect(await new Browser().callback(params)).toMatchObject({ error: 'interaction_required' });
  });
});

describe('the account chooser', () => {
  it('asks to sign in again with prompt=login', async () => {
    const page = await (await new Browser().open({ prompt: 'login' })).text();
    expect(page).toContain('Sign in to Google again');
  });

  it('appears at GitHub with prompt=select_account only', async () => {
    const browser = new Browser();
    await browser.open({ auto_approve: 'true', login_hint: 'rory' }, 'github');
    expect((await browser.open({ prompt: 'select_account' }, 'github')).status).toBe(200);
    expect((await browser.open({ prompt: 'consent' }, 'github')).status).toBe(302);
  });
});

describe('an authorization request', () => {
  it.each([
    [{ prompt: 'unknown' }],
    [{ prompt: 'none login' }],
    [{ max_age: '-1' }],
    [{ claims: '{' }],
    [{ access_type: 'always' }],
    [{ include_granted_scopes: 'yes' }],
  ])('gets an error page with the parameters %o', async (params) => {
    const response = await new Browser().open(params);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<code>invalid_request</code>');
  });
});
