import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderEmulator } from '../../src/emulator/index.js';
import {
  authorizationUrl,
  CALLBACK_URL,
  PROVIDERS,
  queryParams,
  startEmulator,
} from './oauth-client.js';

let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

/** Expects an error page without a redirect, and returns the error code on it. */
async function errorCode(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  expect(response.status).toBe(400);
  expect(response.headers.get('location')).toBeNull();
  return /<code>(.*?)<\/code>/.exec(await response.text())?.[1] ?? '';
}

describe.each(PROVIDERS)('the authorization endpoint of %s', (provider) => {
  it.each([
    ['an unknown client', { client_id: 'unknown' }, 'invalid_client'],
    ['no client', { client_id: null }, 'invalid_request'],
    ['an unregistered redirect URI', { redirect_uri: `${CALLBACK_URL}/` }, 'redirect_uri_mismatch'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['the PKCE method "plain"', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without a method', { code_challenge_method: null }, 'invalid_request'],
    ['a malformed challenge', { code_challenge: 'short' }, 'invalid_request'],
    ['a method without a challenge', { code_challenge: null }, 'invalid_request'],
    ['an invalid value of auto_approve', { auto_approve: 'yes' }, 'invalid_request'],
  ])('shows an error page and does not redirect for %s', async (_, params, code) => {
    expect(await errorCode(authorizationUrl(emulator, provider, params))).toBe(code);
  });

  it('shows an error page for a repeated parameter', async () => {
    const url = `${authorizationUrl(emulator, provider)}&state=two`;
    expect(await errorCode(url)).toBe('invalid_request');
  });

  it('escapes parameters of the request on the error page', async () => {
    const url = authorizationUrl(emulator, provider, { client_id: '<img src=x>"' });
    const page = await (await fetch(url)).text();
    expect(page).toContain('&lt;img src=x');
    expect(page).not.toContain('<img src=x');
  });

  it('redirects at once when the URL has auto_approve and a login hint', async () => {
    const params = { auto_approve: 'true', login_hint: 'vera' };
    const url = authorizationUrl(emulator, provider, params);
    const response = await fetch(url, { redirect: 'manual' });
    const location = response.headers.get('location') ?? '';
    expect(response.status).toBe(302);
    expect(location.startsWith(`${CALLBACK_URL}?`)).toBe(true);
    expect(queryParams(location)).toMatchObject({ state: 'the-state', code: expect.any(String) });
  });

  it('shows an error page when auto_approve has the login hint of an unknown persona', async () => {
    const params = { auto_approve: 'true', login_hint: 'unknown' };
    expect(await errorCode(authorizationUrl(emulator, provider, params))).toBe('unknown_persona');
  });

  it('approves as the first persona when auto_approve has no login hint', async () => {
    const url = authorizationUrl(emulator, provider, { auto_approve: 'true' });
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
    expect(emulator.requests.at(-1)).toMatchObject({ endpoint: 'authorize', provider });
  });

  it('omits the state from the callback when the request has none', async () => {
    const url = authorizationUrl(emulator, provider, { state: null });
    expect(queryParams(await emulator.approve(url, 'vera'))).not.toHaveProperty('state');
  });

  it('accepts a request without PKCE', async () => {
    const params = { code_challenge: null, code_challenge_method: null };
    const url = authorizationUrl(emulator, provider, params);
    expect(await emulator.approve(url, 'vera')).toContain('code=');
  });
});

describe('the callback', () => {
  it('has the parameters of Google in the order of Google', async () => {
    const params = queryParams(await emulator.approve(authorizationUrl(emulator, 'google'), 'wim'));
    expect(Object.keys(params)).toEqual([
      'state',
      'iss',
      'code',
      'scope',
      'authuser',
      'hd',
      'prompt',
    ]);
    expect(params).toMatchObject({ iss: 'https://accounts.google.com', hd: 'example.org' });
    expect(params['scope']).toContain('email profile openid https://www.googleapis.com/auth/');
  });

  it('has only a code and the state at GitHub', async () => {
    const url = await emulator.approve(authorizationUrl(emulator, 'github'), 'vera');
    expect(Object.keys(queryParams(url))).toEqual(['code', 'state']);
  });

  it('has the error access_denied in the format of the provider when the request is canceled', async () => {
    expect(queryParams(await emulator.deny(authorizationUrl(emulator, 'google')))).toEqual({
      error: 'access_denied',
      state: 'the-state',
      iss: 'https://accounts.google.com',
    });
    expect(queryParams(await emulator.deny(authorizationUrl(emulator, 'github')))).toEqual({
      error: 'access_denied',
      error_description: 'The user has denied your application access.',
      error_uri: expect.stringContaining('#access-denied'),
      state: 'the-state',
    });
  });

  it('keeps the query of the redirect URI', async () => {
    const redirectUri = `${CALLBACK_URL}?tenant=7`;
    emulator.registerRedirectUri('github', redirectUri);
    const url = authorizationUrl(emulator, 'github', { redirect_uri: redirectUri });
    expect(queryParams(await emulator.approve(url, 'vera'))).toMatchObject({ tenant: '7' });
  });

  it('goes to the registered redirect URI at GitHub when the request has none', async () => {
    const url = authorizationUrl(emulator, 'github', { redirect_uri: null });
    expect(await emulator.approve(url, 'vera')).toContain(CALLBACK_URL);
  });
});

describe('a client without registered redirect URIs', () => {
  let unregistered: ProviderEmulator;

  beforeAll(async () => {
    unregistered = await ProviderEmulator.start();
  });
  afterAll(() => unregistered.stop());

  it.each(['http://localhost:3000/callback', 'http://127.0.0.1:4000/', 'http://[::1]/callback'])(
    'can use the loopback address %s',
    async (redirectUri) => {
      const url = authorizationUrl(unregistered, 'google', { redirect_uri: redirectUri });
      const callback = await unregistered.approve(url, 'vera');
      expect(callback.startsWith(redirectUri)).toBe(true);
    },
  );

  it.each(['https://app.example/callback', '/callback', 'http://localhost.example/'])(
    'cannot use %s',
    async (redirectUri) => {
      const url = authorizationUrl(unregistered, 'google', { redirect_uri: redirectUri });
      await expect(unregistered.approve(url, 'vera')).rejects.toThrow('redirect_uri_mismatch');
    },
  );
});

describe('the authorization endpoint', () => {
  it.each(['redirect_uri', 'response_type', 'scope'])(
    'requires the parameter %s at Google',
    async (name) => {
      const url = authorizationUrl(emulator, 'google', { [name]: null });
      expect(await errorCode(url)).toBe('invalid_request');
    },
  );

  it('requires neither response_type nor scope at GitHub', async () => {
    const url = authorizationUrl(emulator, 'github', { response_type: null, scope: null });
    expect(await emulator.approve(url, 'vera')).toContain('code=');
  });
});
