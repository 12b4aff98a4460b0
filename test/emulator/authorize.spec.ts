import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ProviderEmulator, type ProviderName } from '../../src/emulator/index.js';
import { authorizeUrl, CALLBACK, paramsOf } from './application.js';

const PROVIDERS: ProviderName[] = ['google', 'github'];
let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await ProviderEmulator.start();
  PROVIDERS.forEach((provider) => emulator.registerRedirectUri(provider, CALLBACK));
});
afterAll(() => emulator.stop());

async function refusal(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual' });
  expect(answer.status).toBe(400);
  expect(answer.headers.get('location')).toBeNull();
  return /<code>(.*?)<\/code>/.exec(await answer.text())?.[1] ?? '';
}

describe.each(PROVIDERS)('an authorize request to %s', (provider) => {
  it.each([
    ['an unknown client', { client_id: 'nobody' }, 'invalid_client'],
    ['no client', { client_id: null }, 'invalid_request'],
    ['an unregistered redirect URI', { redirect_uri: `${CALLBACK}/` }, 'redirect_uri_mismatch'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['PKCE by "plain"', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['PKCE without its method', { code_challenge_method: null }, 'invalid_request'],
    ['a malformed challenge', { code_challenge: 'short' }, 'invalid_request'],
    ['a method without a challenge', { code_challenge: null }, 'invalid_request'],
    ['an unknown switch', { auto_approve: 'yes' }, 'invalid_request'],
  ])('with %s is refused on a page, never redirected', async (_, changes, code) => {
    expect(await refusal(authorizeUrl(emulator, provider, changes))).toBe(code);
  });

  it('with a repeated parameter is refused on a page', async () => {
    expect(await refusal(`${authorizeUrl(emulator, provider)}&state=two`)).toBe('invalid_request');
  });

  it('echoes nothing of the request into a page unescaped', async () => {
    const answer = await fetch(authorizeUrl(emulator, provider, { client_id: '<img src=x>"' }));
    expect(await answer.text()).not.toContain('<img src=x>');
  });

  it('is approved at once when the switch and a persona are on its URL', async () => {
    const url = authorizeUrl(emulator, provider, { auto_approve: 'true', login_hint: 'vera' });
    const answer = await fetch(url, { redirect: 'manual' });
    const location = answer.headers.get('location') ?? '';
    expect(answer.status).toBe(302);
    expect(location.startsWith(`${CALLBACK}?`)).toBe(true);
    expect(paramsOf(location)).toMatchObject({ state: 'the-state', code: expect.any(String) });
  });

  it('approved at once for nobody known is refused', async () => {
    const url = authorizeUrl(emulator, provider, { auto_approve: 'true', login_hint: 'ghost' });
    expect(await refusal(url)).toBe('unknown_persona');
  });

  it('approved at once for nobody in particular is for the first persona', async () => {
    const url = authorizeUrl(emulator, provider, { auto_approve: 'true' });
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
  });

  it('leaves the state out when there was none', async () => {
    const url = authorizeUrl(emulator, provider, { state: null });
    expect(paramsOf(await emulator.approve(url, 'vera'))).not.toHaveProperty('state');
  });
});

describe('the redirect back', () => {
  it('has Google’s parameters in Google’s order', async () => {
    const callback = await emulator.approve(authorizeUrl(emulator, 'google'), 'wim');
    const params = paramsOf(callback);
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

  it('has GitHub’s code and state only', async () => {
    const callback = await emulator.approve(authorizeUrl(emulator, 'github'), 'vera');
    expect(Object.keys(paramsOf(callback))).toEqual(['code', 'state']);
  });

  it('says access_denied in each provider’s way', async () => {
    expect(paramsOf(await emulator.deny(authorizeUrl(emulator, 'google')))).toEqual({
      error: 'access_denied',
      state: 'the-state',
      iss: 'https://accounts.google.com',
    });
    expect(paramsOf(await emulator.deny(authorizeUrl(emulator, 'github')))).toEqual({
      error: 'access_denied',
      error_description: 'The user has denied your application access.',
      error_uri: expect.stringContaining('#access-denied'),
      state: 'the-state',
    });
  });

  it('keeps a query that the redirect URI has', async () => {
    emulator.registerRedirectUri('github', `${CALLBACK}?tenant=7`);
    const url = authorizeUrl(emulator, 'github', { redirect_uri: `${CALLBACK}?tenant=7` });
    expect(paramsOf(await emulator.approve(url, 'vera'))).toMatchObject({ tenant: '7' });
  });

  it('goes to the registered URI when GitHub is given none', async () => {
    const url = authorizeUrl(emulator, 'github', { redirect_uri: null });
    expect(await emulator.approve(url, 'vera')).toContain(CALLBACK);
  });
});

describe('what each provider needs', () => {
  it.each(['redirect_uri', 'response_type', 'scope'])('Google needs %s', async (name) => {
    const url = authorizeUrl(emulator, 'google', { [name]: null });
    expect(await refusal(url)).toBe('invalid_request');
  });

  it('GitHub needs neither a response type nor a scope', async () => {
    const url = authorizeUrl(emulator, 'github', { response_type: null, scope: null });
    expect(await emulator.approve(url, 'vera')).toContain('code=');
  });

  it('PKCE may be left out, as at the real ones', async () => {
    const none = { code_challenge: null, code_challenge_method: null };
    expect(await emulator.approve(authorizeUrl(emulator, 'google', none), 'vera')).toContain(
      'code=',
    );
  });
});
