import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientTokens, NATIVE, type Tokens } from '../support/native-client.js';
import { bearerStatus, browserWith, post } from '../support/requests.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Returns a text that decodes to the same bytes: with the lowest unused bit of the last character set. */
function withPaddingBits(text: string): string {
  const last = ALPHABET[ALPHABET.indexOf(text.at(-1) ?? '') | 1] ?? '';
  return text.slice(0, -1) + last;
}

describe.each(ADAPTERS)('ambiguous credentials on %s', (adapter) => {
  let app: TestApp;
  let browser: TestBrowser;
  let tokens: Tokens;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { CLIENT_REDIRECT_URIS: NATIVE });
    browser = await app.signedIn('google');
    tokens = await clientTokens(app);
  });
  afterAll(() => app.stop());

  /** Sends a request with several header lines of one name. Returns its status. */
  const status = (path: string, headers: Record<string, string | string[]>, method = 'GET') =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { method, headers: { accept: 'application/json', ...headers } };
      const outgoing = request(new URL(path, app.address), options, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on('error', reject).end();
    });

  const access = () => browser.cookie('access') ?? '';

  it('S45 two cookies of one name with different values are treated as none', async () => {
    for (const cookie of [
      `access=${access()}; access=planted`,
      `access=planted; access=${access()}`,
      `access=${access()}; x=1; access =planted`,
      [`access=${access()}`, 'access=planted'],
    ]) {
      expect(await status('/api/me', { cookie })).toBe(401);
    }
    const refresh = browser.cookie('refresh');
    const headers = { cookie: `refresh=${refresh}; refresh=planted`, origin: app.origin };
    expect(await status('/auth/refresh', headers, 'POST')).toBe(401);
    expect(await status('/', { cookie: `refresh=${refresh}; refresh=x` })).toBe(401);
  });

  it('S45 the same cookie twice, and a cookie with a similar name, are accepted', async () => {
    for (const cookie of [
      `access=${access()}; access=${access()}`,
      `access=${access()}; my-access=x; access-2=y; x=access=z`,
    ]) {
      expect(await status('/api/me', { cookie })).toBe(200);
    }
  });

  it('S45 two cookies of one login transaction are treated as none', async () => {
    const starting = app.browser();
    const callback = await app.emulator.approve(await starting.begin('google'), 'vera');
    const [name = ''] = starting.transactions();
    const own = `${name}=${starting.cookie(name)}`;
    const { pathname, search } = new URL(callback);
    for (const cookie of [`${own}; ${name}=planted`, `${name}=planted; ${own}`]) {
      expect(await status(pathname + search, { cookie })).toBe(400);
    }
    expect(await status(pathname + search, { cookie: own })).toBe(303);
  });

  it('S45 two different Authorization headers are treated as none', async () => {
    const valid = `Bearer ${tokens.accessToken}`;
    expect(await status('/api/me', { authorization: valid })).toBe(200);
    expect(await status('/api/me', { authorization: [valid, valid] })).toBe(200);
    for (const other of ['Bearer x', 'Basic dXNlcjpwYXNz', '']) {
      expect(await status('/api/me', { authorization: [valid, other] })).toBe(401);
      expect(await status('/api/me', { authorization: [other, valid] })).toBe(401);
    }
  });

  it('S45 two Authorization headers are no proof of the origin of a request with cookies', async () => {
    const headers = { cookie: `access=${access()}`, origin: 'https://e.example' };
    const authorization = ['Bearer x', 'Bearer y'];
    expect(await status('/auth/sessions', { ...headers, authorization }, 'DELETE')).toBe(403);
  });

  it('S45 an access token with padding bits is rejected, also after the token itself was accepted', async () => {
    const altered = withPaddingBits(tokens.accessToken);
    expect(altered).not.toBe(tokens.accessToken);
    const signature = (token: string) => Buffer.from(token.split('.')[2] ?? '', 'base64url');
    expect(signature(altered)).toEqual(signature(tokens.accessToken));
    expect(await bearerStatus(app, tokens.accessToken)).toBe(200);
    for (const token of [altered, `${tokens.accessToken}=`, `${tokens.accessToken}A`]) {
      expect(await bearerStatus(app, token)).toBe(401);
    }
    expect(await status('/api/me', { cookie: `access=${withPaddingBits(access())}` })).toBe(401);
  });

  it('S45 a refresh token with padding bits is rejected', async () => {
    const refreshToken = withPaddingBits(tokens.refreshToken);
    expect(refreshToken).not.toBe(tokens.refreshToken);
    expect((await post(app, '/auth/refresh', { refreshToken })).status).toBe(401);
    expect((await post(app, '/auth/refresh', tokens)).status).toBe(200);
    const planted = browserWith(app, { refresh: withPaddingBits(browser.cookie('refresh') ?? '') });
    expect((await planted.request('/')).status).toBe(303);
  });

  it('S45 a login transaction with padding bits is rejected', async () => {
    const starting = app.browser();
    // The length of a return path decides how many bits are unused. One of three has some.
    for (const returnTo of ['/', '/a', '/aa']) {
      const callback = await app.emulator.approve(await starting.begin('google', returnTo), 'vera');
      const [name = ''] = starting.transactions();
      const encrypted = starting.cookie(name) ?? '';
      const altered = withPaddingBits(encrypted);
      starting.cookies.set(name, altered);
      const isCanonical = Buffer.from(altered, 'base64url').toString('base64url') === altered;
      if (!isCanonical) expect((await starting.request(callback)).status).toBe(400);
      starting.cookies.clear();
    }
  });
});
