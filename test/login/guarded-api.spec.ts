import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const decode = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, unknown>;

describe.each(ADAPTERS)('a guarded route on %s', (adapter) => {
  let app: TestApp;
  let browser: TestBrowser;
  let access: string;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    browser = await app.signedIn('google');
    access = browser.cookie('access') ?? '';
  });
  afterAll(() => app.stop());

  const me = (headers: Record<string, string>) =>
    app.browser().request('/api/me', { headers: { accept: 'application/json', ...headers } });
  const bearer = (token: string) => me({ authorization: `Bearer ${token}` });

  it('accepts the access token as a cookie or as a Bearer token', async () => {
    expect((await bearer(access)).status).toBe(200);
    expect((await me({ cookie: `access=${access}` })).status).toBe(200);
    expect((await me({ authorization: `bearer ${access}` })).status).toBe(200);
  });

  it('accepts tokens that follow RFC 9068 and contain no personal data', () => {
    const [header, payload] = access
      .split('.')
      .map((part, index) => (index < 2 ? decode(part) : {}));
    expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) });
    expect(Object.keys(payload ?? {}).toSorted()).toEqual(
      [
        'aud',
        'auth_time',
        'client_id',
        'exp',
        'iat',
        'iss',
        'jti',
        'roles',
        'sid',
        'sub',
      ].toSorted(),
    );
    expect(Number(payload?.['exp']) - Number(payload?.['iat'])).toBe(300);
  });

  it('accepts tokens whose key is published as a JWKS', async () => {
    const { keys } = await browser.json<{ keys: { kid: string }[] }>('/.well-known/jwks.json');
    expect(keys).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        x: expect.any(String),
        y: expect.any(String),
        kid: decode(access.split('.')[0])['kid'],
        alg: 'ES256',
        use: 'sig',
      },
    ]);
  });
});
