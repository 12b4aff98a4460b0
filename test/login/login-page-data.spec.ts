import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { github, google, type LoginPageData } from '../../src/social-auth/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser } from '../support/test-browser.js';

const REDIRECT_URI = 'com.example.app:/callback';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe.each(MAIN_ADAPTERS)('on %s, GET /auth/providers', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;

  beforeAll(async () => {
    base = await TestBackend.create();
    app = await ModuleApp.start(base, adapter, {
      isPolling: true,
      options: {
        pages: { login: false, account: false },
        providers: [
          google(base.emulator.google),
          { ...github(base.emulator.github), iconUrl: '/icons/github.svg' },
        ],
        clients: [{ clientId: 'app', redirectUris: [REDIRECT_URI] }],
      },
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  const data = (browser: TestBrowser, query = '') =>
    browser.json<LoginPageData>(`/auth/providers${query}`);

  const signedIn = async () => {
    const browser = app.browser();
    await browser.request(await base.emulator.approve(await browser.begin('google'), 'vera'));
    return browser;
  };

  it('returns the providers, with icons and the forms that start a login', async () => {
    expect(await data(app.browser())).toEqual({
      locale: 'en',
      direction: 'ltr',
      providers: [
        {
          name: 'google',
          label: 'Google',
          iconUrl: expect.stringMatching(/^data:image\/svg\+xml,%3Csvg%20xmlns/),
          canSelectAccount: true,
          login: { method: 'POST', url: '/auth/google' },
          link: { method: 'POST', url: '/auth/google/link' },
        },
        {
          name: 'github',
          label: 'GitHub',
          iconUrl: '/icons/github.svg',
          canSelectAccount: true,
          login: { method: 'POST', url: '/auth/github' },
          link: { method: 'POST', url: '/auth/github/link' },
        },
      ],
      fields: {},
    });
  });

  it('is not cached, and not readable for pages of other origins', async () => {
    const headers = { origin: 'https://e.example', 'sec-fetch-site': 'cross-site' };
    const response = await app.browser().request('/auth/providers', { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('returns the provider last used in this browser, if it is configured', async () => {
    const browser = await signedIn();
    expect((await data(browser)).lastProvider).toBe('google');
    browser.cookies.set('last-provider', '%3Cscript%3E');
    expect(await data(browser)).not.toHaveProperty('lastProvider');
  });

  it('returns a valid return path as a field, and no other', async () => {
    const fields = async (returnTo: string) =>
      (await data(app.browser(), `?${new URLSearchParams({ returnTo }).toString()}`)).fields;
    expect(await fields('/reports?year=2026')).toEqual({ returnTo: '/reports?year=2026' });
    for (const other of ['https://e.example/', '//e.example', '/\\e.example', '/auth/logout']) {
      expect(await fields(other)).toEqual({});
    }
  });

  it('returns the authorization request of a client as fields, and 400 for an unregistered one', async () => {
    const request = {
      redirect_uri: REDIRECT_URI,
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      state: 'xyz',
    };
    const query = (changes: object) =>
      `?${new URLSearchParams({ ...request, ...changes }).toString()}`;
    expect((await data(app.browser(), query({}))).fields).toEqual(request);
    const unregistered = query({ redirect_uri: 'com.example.other:/' });
    expect(await data(app.browser(), unregistered)).toMatchObject({ code: 'invalid_request' });
  });

  it('returns a notice of the previous request once', async () => {
    const browser = await signedIn();
    await browser.submit('/auth/logout');
    expect((await data(browser)).notice).toEqual({
      code: 'signed_out',
      message: 'You are signed out.',
    });
    expect(await data(browser)).not.toHaveProperty('notice');
    browser.cookies.set('notice', 'account_linked.github');
    expect((await data(browser)).notice?.message).toBe('GitHub connected.');
    browser.cookies.set('notice', 'account_linked.%3Cb%3Eforged');
    const message = 'The account connected.';
    expect((await data(browser)).notice?.message).toBe(message);
  });

  it('returns the reason for showing the login page as a notice', async () => {
    const code = async (browser: TestBrowser, query: string) =>
      (await data(browser, query)).notice?.code;
    expect(await code(app.browser(), '?returnTo=/reports')).toBe('login_required');
    expect(await code(app.browser(), '?error=login_canceled')).toBe('login_canceled');
    const browser = await signedIn();
    expect(await code(browser, '?returnTo=/reports&prompt=login')).toBe('login_again');
    expect(await code(browser, '')).toBeUndefined();
  });

  it('returns the error that the query names, with its message', async () => {
    const query = '?error=provider_unavailable&supportCode=K7QF-3M2P&provider=github';
    expect((await data(app.browser(), query)).error).toEqual({
      code: 'provider_unavailable',
      title: "We couldn't reach GitHub",
      message: 'We got no usable response from GitHub, so please try again in a moment.',
      supportCode: 'K7QF-3M2P',
    });
  });

  it('returns the message of a policy of the module for a refused account, and of no other', async () => {
    const message = async (query: string) => (await data(app.browser(), query)).error?.message;
    const refused = '?error=sign_in_refused&provider=google';
    expect(await message(`${refused}&policy=organization`)).toContain('an organization at Google');
    for (const policy of ['office_hours', '__proto__', 'x'.repeat(5000)]) {
      expect(await message(`${refused}&policy=${policy}`)).toBe(await message(refused));
    }
    const other = '?error=rate_limited';
    expect(await message(`${other}&policy=invitation`)).toBe(await message(other));
  });

  it.each(['?error=elsewhere', '?error=constructor', '?error=__proto__', '?error[]=server_error'])(
    'returns no error for %s',
    async (query) => {
      expect(await data(app.browser(), query)).not.toHaveProperty('error');
    },
  );

  it('returns nothing of a query but what it has validated', async () => {
    const query =
      '?error=provider_error&supportCode=%3Cscript%3E&provider=%3Cscript%3E&returnTo=%3Cscript%3E';
    const { body } = await app.browser().request(`/auth/providers${query}`);
    expect(JSON.parse(body)).toMatchObject({
      error: { title: 'The provider did not sign you in' },
      fields: {},
    });
    expect(body).not.toContain('script>');
  });
});
