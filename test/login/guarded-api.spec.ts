import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, unknown>;

describe.each(ADAPTERS)('a guarded API on %s', (adapter) => {
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

  it('takes the access token from the cookie or as a Bearer token', async () => {
    expect((await bearer(access)).status).toBe(200);
    expect((await me({ cookie: `access=${access}` })).status).toBe(200);
    expect((await me({ authorization: `bearer ${access}` })).status).toBe(200);
  });

  it('answers 401 with a challenge that names an error only when a token was sent', async () => {
    const without = await me({});
    expect(without.status).toBe(401);
    expect(without.headers.get('www-authenticate')).toBe('Bearer');
    expect(JSON.parse(without.body)).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: expect.any(String),
      code: 'unauthenticated',
      supportCode: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
    });
    const bad = await bearer('x.y.z');
    expect(bad.status).toBe(401);
    expect(bad.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(JSON.parse(bad.body)).toMatchObject({ code: 'invalid_token' });
  });

  it('does not fall back to the cookie when there is a Bearer token', async () => {
    for (const authorization of ['Bearer x', 'Bearer', 'bearer', 'Bearer x y']) {
      const { status } = await me({ authorization, cookie: `access=${access}` });
      expect([authorization, status]).toEqual([authorization, 401]);
    }
    // Basic credentials are those of a proxy in front, and prove nothing to us.
    const basic = { authorization: 'Basic dXNlcjpwYXNz' };
    expect((await me({ ...basic, cookie: `access=${access}` })).status).toBe(200);
    expect((await me(basic)).status).toBe(401);
  });

  it('issues tokens of the shape of RFC 9068, without personal data', () => {
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

  it('publishes the keys that verify them', async () => {
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

  describe('refuses a token', () => {
    let header: Record<string, unknown>;
    let payload: Record<string, unknown>;
    let publicPem: string;
    const { privateKey: ownKey, publicKey: ownPublic } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
    });

    beforeAll(async () => {
      [header, payload] = [decode(access.split('.')[0]), decode(access.split('.')[1])];
      const { keys } = await browser.json<{ keys: object[] }>('/.well-known/jwks.json');
      publicPem = createPublicKey({ key: keys[0] as never, format: 'jwk' })
        .export({ type: 'spki', format: 'pem' })
        .toString();
    });

    const forge = (changedHeader: object, changedPayload: object = {}) => {
      const text = `${encode({ ...header, ...changedHeader })}.${encode({ ...payload, ...changedPayload })}`;
      return `${text}.${sign('sha256', Buffer.from(text), { key: ownKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    };

    it('of another making, in every costume', async () => {
      const original = access.split('.');
      const hmac = `${encode({ ...header, alg: 'HS256' })}.${original[1]}`;
      const tokens = [
        `${encode({ ...header, alg: 'none' })}.${original[1]}.`,
        `${encode({ alg: 'none', typ: 'at+jwt' })}.${original[1]}.`,
        `${hmac}.${createHmac('sha256', publicPem).update(hmac).digest('base64url')}`,
        forge({}),
        forge({ kid: 'unknown' }),
        forge({ kid: undefined }),
        forge({ kid: { toString: 1 } }),
        forge({ jwk: ownPublic.export({ format: 'jwk' }) }),
        forge({ jku: `${app.standIn.origin}/jwks.json`, x5u: app.standIn.origin }),
        forge({ crit: ['exp'] }),
        `${original[0]}.${encode({ ...payload, sub: 'somebody else' })}.${original[2]}`,
        `${encode({ ...header, typ: 'JWT' })}.${original[1]}.${original[2]}`,
        `${original[0]}.${original[1]}.`,
        `${original[0]}.${original[1]}`,
        `${original[0]}.${original[1]}.${original[2]}.x`,
        '',
        '..',
        'null.null.null',
        `${encode(null)}.${encode(null)}.x`,
        'ü.ü.ü',
        'x'.repeat(7000),
      ];
      app.standIn.clearRequests();
      for (const token of tokens) {
        const { status } = await me({ cookie: `access=${encodeURIComponent(token)}` });
        expect([token.slice(0, 200), status]).toEqual([token.slice(0, 200), 401]);
      }
      expect(app.standIn.requests).toEqual([]);
    });

    it('of another kind', async () => {
      const other = app.browser();
      await other.begin('google');
      const [attempt = ''] = other.attempts();
      for (const token of [browser.cookie('refresh') ?? '', other.cookie(attempt) ?? '']) {
        expect((await bearer(token)).status).toBe(401);
      }
      const thief = app.browser();
      thief.cookies.set('refresh', access);
      expect((await thief.request('/')).location).toBe('/login');
    });

    it('that has expired', async () => {
      app.moveClock(290);
      expect((await bearer(access)).status).toBe(200);
      app.moveClock(301);
      expect((await bearer(access)).status).toBe(401);
      app.moveClock(0);
    });
  });

  it('keeps cookies strict and small, whatever the profile', async () => {
    app.standIn.addPersona({
      id: 'maximal',
      name: '名'.repeat(5000),
      google: { email: `${'a'.repeat(250)}@example.com` },
    });
    const maximal = await app.signedIn('google', 'maximal');
    for (const header of maximal.setCookies) {
      expect(header).toMatch(/; Path=\//);
      expect(header).toMatch(/; HttpOnly/);
      expect(header).toMatch(/; SameSite=Lax/);
      expect(header).not.toMatch(/Domain/i);
      expect(header.length).toBeLessThan(4096);
    }
  });
});
