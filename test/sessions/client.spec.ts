import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clientLogin,
  clientRequest,
  clientTokens,
  NATIVE,
  newVerifier,
  type Tokens,
} from '../support/native-client.js';
import { bearerStatus, post } from '../support/requests.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';

const PAGE = 'https://spa.example/callback?from=login';

describe.each(MAIN_ADAPTERS)('a native or single-page client on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CLIENT_REDIRECT_URIS: `${NATIVE}, ${PAGE}` });
  });
  afterAll(() => app.stop());

  it.each([NATIVE, PAGE])(
    'receives a single-use code at %s and exchanges it for tokens, without cookies',
    async (redirectUri) => {
      const browser = app.browser();
      const codeVerifier = newVerifier();
      const url = await clientLogin(app, codeVerifier, { redirectUri, browser });
      expect(url.href.startsWith(redirectUri)).toBe(true);
      expect(url.searchParams.get('state')).toBe('the state of the app');
      expect(url.searchParams.get('iss')).toBe(app.origin);
      expect(browser.cookie('access')).toBeUndefined();
      expect(browser.cookie('refresh')).toBeUndefined();

      const redeemed = await post(app, '/auth/token', {
        code: url.searchParams.get('code'),
        codeVerifier,
      });
      expect(redeemed.status).toBe(200);
      expect(redeemed.headers.getSetCookie()).toEqual([]);
      expect(redeemed.headers.get('cache-control')).toBe('no-store');
      const tokens = JSON.parse(redeemed.body) as Tokens;
      expect(tokens).toEqual({
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
        tokenType: 'Bearer',
        expiresIn: 300,
      });
      expect(await bearerStatus(app, tokens.accessToken)).toBe(200);
    },
  );

  it('can omit the state', async () => {
    const { state: _, ...withoutState } = clientRequest(newVerifier());
    const browser = app.browser();
    const { location } = await browser.submit('/auth/google', withoutState);
    const { location: back } = await browser.request(await app.emulator.approve(location, 'vera'));
    expect(new URL(back).searchParams.get('code')).toBeTruthy();
    expect(new URL(back).searchParams.get('state')).toBeNull();
  });

  it('can start at the login page, which keeps its request', async () => {
    const query = new URLSearchParams(clientRequest(newVerifier()));
    const { status: code, body } = await (
      await app.signedIn('google')
    ).request(`/login?${query.toString()}`);
    expect(code).toBe(200);
    expect(body).toContain(`name="redirect_uri" value="${NATIVE}"`);
    expect(body).toContain('name="code_challenge"');
    expect(
      (await app.browser().request('/login')).headers.get('content-security-policy'),
    ).toContain('com.example.app: https://spa.example');
  });

  it.each([
    ['when the user cancels', 'access_denied', async (url: string) => app.emulator.deny(url)],
    [
      'when the provider fails',
      'temporarily_unavailable',
      async (url: string) => {
        app.emulator.injectFault({ endpoint: 'token', kind: 'status', status: 500, times: 1 });
        return app.emulator.approve(url, 'vera');
      },
    ],
  ])('receives an error %s', async (_, error, authorize) => {
    const browser = app.browser();
    const { location } = await browser.submit('/auth/google', clientRequest(newVerifier()));
    const { status: code, location: back } = await browser.request(await authorize(location));
    expect(code).toBe(303);
    const { searchParams, protocol } = new URL(back);
    expect(protocol).toBe('com.example.app:');
    expect(searchParams.get('error')).toBe(error);
    expect(searchParams.get('support_code')).toMatch(/^\w{4}-\w{4}$/);
    expect(searchParams.get('state')).toBe('the state of the app');
    expect(searchParams.get('code')).toBeNull();
  });

  it('refreshes with JSON, with the same rules as a browser', async () => {
    const first = await clientTokens(app);
    const refreshed = await post(app, '/auth/refresh', { refreshToken: first.refreshToken });
    expect(refreshed.status).toBe(200);
    expect(refreshed.headers.getSetCookie()).toEqual([]);
    const second = JSON.parse(refreshed.body) as Tokens;
    expect(second).toMatchObject({ tokenType: 'Bearer', expiresIn: 300 });
    const lost = JSON.parse(
      (await post(app, '/auth/refresh', { refreshToken: first.refreshToken })).body,
    ) as Tokens;
    expect(lost.refreshToken).toBe(second.refreshToken);
    await post(app, '/auth/refresh', { refreshToken: second.refreshToken });
    expect((await post(app, '/auth/refresh', { refreshToken: first.refreshToken })).status).toBe(
      401,
    );
    expect(await bearerStatus(app, second.accessToken)).toBe(401);
  });

  it('signs out with its access token', async () => {
    const { accessToken, refreshToken } = await clientTokens(app);
    const response = await post(
      app,
      '/auth/logout',
      {},
      { authorization: `Bearer ${accessToken}` },
    );
    expect(response.status).toBe(204);
    expect(await bearerStatus(app, accessToken)).toBe(401);
    expect((await post(app, '/auth/refresh', { refreshToken })).status).toBe(401);
  });

  it('is told that a logout with an expired or invalid access token revokes nothing', async () => {
    const { accessToken, refreshToken } = await clientTokens(app);
    const logout = (token: string) =>
      post(app, '/auth/logout', { everywhere: true }, { authorization: `Bearer ${token}` });
    await app.moveClock(301);
    for (const token of [accessToken, 'x.y.z', '']) {
      const { status, body } = await logout(token);
      expect([status, JSON.parse(body)]).toMatchObject([401, { code: 'invalid_token' }]);
    }
    const refreshed = await post(app, '/auth/refresh', { refreshToken });
    expect(refreshed.status).toBe(200);
    expect((await logout((JSON.parse(refreshed.body) as Tokens).accessToken)).status).toBe(204);
    await app.moveClock(0);
  });
});
