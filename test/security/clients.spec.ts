import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clientCode,
  clientLogin,
  clientRequest,
  clientTokens,
  NATIVE,
  newVerifier,
  redeem,
  type Tokens,
} from '../support/native-client.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { bearerStatus, browserWith, post, refresh } from '../support/requests.js';

const PAGE = 'https://spa.example/callback?from=login';

describe.each(MAIN_ADAPTERS)('native and single-page clients on %s', (adapter) => {
  let app: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    const variables = { CLIENT_REDIRECT_URIS: `${NATIVE}, ${PAGE}` };
    app = await TestApp.start(adapter, variables);
    other = await app.another(adapter, variables);
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
  });

  it('twenty concurrent exchanges of one code on two instances return tokens once', async () => {
    const verifier = newVerifier();
    const code = await clientCode(app, verifier);
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => redeem(index % 2 ? app : other, code, verifier)),
    );
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(responses.filter(({ status }) => status === 400)).toHaveLength(19);
    const again = await redeem(other, code, verifier);
    expect(again.status).toBe(400);
    expect(JSON.parse(again.body)).toMatchObject({ code: 'invalid_grant' });
  });

  it('a code is invalid with another verifier, and afterwards with the right one', async () => {
    const verifier = newVerifier();
    const code = await clientCode(app, verifier);
    expect((await redeem(app, code, newVerifier())).status).toBe(400);
    expect((await redeem(app, code, verifier)).status).toBe(400);
  });

  it('a code expires after one minute', async () => {
    const verifier = newVerifier();
    const code = await clientCode(app, verifier);
    await app.moveClock(61);
    expect((await redeem(app, code, verifier)).status).toBe(400);
    await app.moveClock(0);
    expect((await redeem(app, code, verifier)).status).toBe(400);
  });

  it('a login transaction of a client returns one code, even if the provider issues several', async () => {
    const verifier = newVerifier();
    const browser = app.browser();
    const { location } = await browser.submit('/auth/google', clientRequest(verifier));
    const cookies = Object.fromEntries(browser.cookies);
    const responses = await Promise.all(
      [app, other].map(async (at) =>
        browserWith(at, cookies).request(await app.emulator.approve(location, 'vera')),
      ),
    );
    const codes = responses.map((response) => new URL(response.location).searchParams.get('code'));
    expect(codes.filter((code) => code !== null)).toHaveLength(1);
  });

  it.each([
    ['the code in an array', (code: string, verifier: string) => ({ code: [code], verifier })],
    ['the code in an object', (code: string, verifier: string) => ({ code: { code }, verifier })],
    [
      'the verifier in an array',
      (code: string, verifier: string) => ({ code, verifier: [verifier] }),
    ],
    ['no verifier', (code: string) => ({ code, verifier: undefined })],
    ['an empty verifier', (code: string) => ({ code, verifier: '' })],
    ['a short verifier', (code: string) => ({ code, verifier: 'short' })],
    ['no code', (_: string, verifier: string) => ({ code: undefined, verifier })],
    [
      'a space after the code',
      (code: string, verifier: string) => ({ code: `${code} `, verifier }),
    ],
  ])('a token request with %s is rejected', async (_, change) => {
    const verifier = newVerifier();
    const code = await clientCode(app, verifier);
    const changed = change(code, verifier);
    const rejected = await redeem(app, changed.code, changed.verifier);
    expect(rejected.status).toBe(400);
    expect(JSON.parse(rejected.body)).toMatchObject({
      code: expect.stringMatching(/^invalid_(request|grant)$/),
    });
  });

  it.each([
    ['another host', { redirect_uri: 'https://e.example/' }],
    ['a longer path', { redirect_uri: `${NATIVE}/more` }],
    ['dots in the path', { redirect_uri: 'https://spa.example/x/../callback?from=login' }],
    ['another query', { redirect_uri: 'https://spa.example/callback' }],
    ['a longer query', { redirect_uri: `${PAGE}&x=y` }],
    ['a fragment', { redirect_uri: `${PAGE}#x` }],
    ['a user before the host', { redirect_uri: 'https://spa.example@e.example/callback' }],
    ['another port', { redirect_uri: 'https://spa.example:444/callback?from=login' }],
    ['the default port', { redirect_uri: 'https://spa.example:443/callback?from=login' }],
    ['upper-case letters', { redirect_uri: PAGE.toUpperCase() }],
    ['an escaped letter', { redirect_uri: 'https://spa.example/%63allback?from=login' }],
    ['a line break', { redirect_uri: `${PAGE}\r\nX-Evil: 1` }],
    ['plain http', { redirect_uri: PAGE.replace('https', 'http') }],
    ['a javascript: URL', { redirect_uri: 'javascript:alert(1)' }],
    ['no challenge', { code_challenge: '' }],
    ['a challenge of another length', { code_challenge: 'x'.repeat(44) }],
    ['the plain method', { code_challenge_method: 'plain' }],
    ['a state with a line break', { state: 'a\r\nb' }],
  ])('a login request with %s is rejected without a redirect', async (_, changed) => {
    const fields = { ...clientRequest(newVerifier(), PAGE), ...changed };
    for (const send of [
      () => app.browser().submit('/auth/google', fields),
      () => app.browser().request(`/login?${new URLSearchParams(fields).toString()}`),
    ]) {
      const rejected = await send();
      expect(rejected.status).toBe(400);
      expect(rejected.location).toBe('');
    }
  });

  it('a login request with two redirect URIs is rejected', async () => {
    const query = new URLSearchParams(clientRequest(newVerifier()));
    query.append('redirect_uri', PAGE);
    expect((await app.browser().request(`/login?${query.toString()}`)).status).toBe(400);
  });

  it('a login of a client neither changes nor creates a session of the browser', async () => {
    const browser = await app.signedIn('google', 'una');
    const cookies = new Map(browser.cookies);
    await clientLogin(app, newVerifier(), { browser, persona: 'vera' });
    expect(browser.cookie('access')).toBe(cookies.get('access'));
    expect(browser.cookie('refresh')).toBe(cookies.get('refresh'));
    expect(await browser.json('/api/me')).toMatchObject({ email: 'una@example.com' });
    const signedOut = app.browser();
    await clientLogin(app, newVerifier(), { browser: signedOut });
    expect(await signedOut.request('/')).toMatchObject({ status: 303, location: '/login' });
  });

  it('tokens of a client are rejected in cookies, and those of a browser in a body', async () => {
    const native = await clientTokens(app);
    const browser = await app.signedIn('google');
    const browserToken = browser.cookie('refresh');
    expect((await post(app, '/auth/refresh', { refreshToken: browserToken })).status).toBe(401);
    for (const cookies of [
      { refresh: native.refreshToken },
      { access: native.accessToken },
      { access: native.accessToken, refresh: native.refreshToken },
    ]) {
      expect(await browserWith(app, cookies).request('/')).toMatchObject({ location: '/login' });
      expect((await refresh(browserWith(app, cookies))).status).toBe(401);
    }
    const { refreshToken } = native;
    expect((await post(app, '/auth/refresh', { refreshToken })).status).toBe(200);
    expect((await browser.request('/')).status).toBe(200);
  });

  it('a reused refresh token revokes all tokens of the client', async () => {
    const { accessToken, refreshToken } = await clientTokens(app);
    const next = JSON.parse((await post(app, '/auth/refresh', { refreshToken })).body) as Tokens;
    await post(app, '/auth/refresh', { refreshToken: next.refreshToken });
    expect((await post(other, '/auth/refresh', { refreshToken })).status).toBe(401);
    for (const token of [accessToken, next.accessToken]) {
      expect(await bearerStatus(other, token)).toBe(401);
    }
  });
});
