import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apple } from '../../src/social-auth/index.js';
import { ADAPTERS } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { loopbackAgent } from './loopback-agent.js';
import { OidcApp } from './oidc-app.js';
import { epoch, SigningIssuer } from './signing-issuer.js';
import { createSigningKey } from './signing-key.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The field `user` of a first login, as Apple documents it. */
const USER = JSON.stringify({
  name: { firstName: 'Vera', lastName: 'Adler' },
  email: 'mallory@example.com',
});

const decode = (part = '') =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

describe.each(ADAPTERS)('login with Apple on %s', (adapter) => {
  let issuer: SigningIssuer;
  let app: OidcApp;

  beforeAll(async () => {
    issuer = await SigningIssuer.start('https://appleid.apple.com');
    issuer.keys = [createSigningKey('RS256')];
    app = await OidcApp.start(
      adapter,
      [
        apple({
          clientId: 'com.example.web',
          audiences: ['com.example.app'],
          teamId: 'TEAM123456',
          keyId: 'KEY1234567',
          privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
        }),
      ],
      { options: { httpAgent: loopbackAgent({ 'appleid.apple.com': issuer.port }) } },
    );
  });
  beforeEach(() => {
    issuer.reset();
    issuer.user = {
      sub: '000792.d71059495fa24644.0638',
      email: 'x7k2m9@privaterelay.appleid.com',
      email_verified: 'true',
      is_private_email: 'true',
    };
    issuer.tamper = ({ claims }) => (claims['aud'] = 'com.example.web');
    issuer.changeCallback = (params) => params.delete('iss');
  });
  afterAll(async () => {
    await app.stop();
    await issuer.stop();
  });

  /** Sends the callback as Apple's page does: a form of another site, for which browsers send no Lax cookies. */
  const postCallback = (callback: string, fields: Record<string, string> = {}) => {
    const { pathname, searchParams } = new URL(callback);
    return app
      .browser()
      .submit(
        pathname,
        { ...Object.fromEntries(searchParams), ...fields },
        { origin: 'https://appleid.apple.com', 'sec-fetch-site': 'cross-site' },
      );
  };

  const login = async (fields?: Record<string, string>, browser: TestBrowser = app.browser()) => {
    const callback = await issuer.approve(await browser.begin('apple'));
    const { status, location } = await postCallback(callback, fields);
    expect(status).toBe(303);
    return browser.request(location);
  };

  const account = async () => (await app.accounts())[0];

  it('requests the callback as a form, with PKCE and the scopes for name and email', async () => {
    const url = new URL(await app.browser().begin('apple'));
    expect(url.origin + url.pathname).toBe('https://appleid.apple.com/auth/authorize');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'com.example.web',
      response_type: 'code',
      response_mode: 'form_post',
      scope: 'openid name email',
      code_challenge_method: 'S256',
    });
  });

  it('stores the name of the first login, and keeps it when later logins have none', async () => {
    expect(await login({ user: USER })).toMatchObject({ status: 303, location: '/' });
    const first = {
      provider: 'apple',
      subject: 'https://appleid.apple.com#000792.d71059495fa24644.0638',
      name: 'Vera Adler',
      // Never that of the form, which is not signed.
      email: 'x7k2m9@privaterelay.appleid.com',
      emailVerified: true,
    };
    expect(await account()).toMatchObject(first);
    await login();
    expect(await account()).toMatchObject(first);
    expect(await app.prisma.user.findFirst()).toMatchObject({ name: 'Vera Adler' });
  });

  it('authenticates with a client secret that is signed by the key and valid for five minutes', async () => {
    await login();
    const { form = {}, headers } = issuer.tokenRequests[0] ?? {};
    expect(headers?.authorization).toBeUndefined();
    const [header, payload, signature] = (form['client_secret'] ?? '').split('.');
    expect(decode(header)).toEqual({ alg: 'ES256', kid: 'KEY1234567' });
    const claims = decode(payload);
    expect(claims).toMatchObject({
      iss: 'TEAM123456',
      sub: 'com.example.web',
      aud: 'https://appleid.apple.com',
    });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(300);
    expect(Math.abs(Number(claims['iat']) - epoch())).toBeLessThan(5);
    const key = {
      key: createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })),
      dsaEncoding: 'ieee-p1363',
    } as const;
    const input = Buffer.from(`${header}.${payload}`);
    expect(verify('sha256', input, key, Buffer.from(signature ?? '', 'base64url'))).toBe(true);
  });

  it.each(['not json', '{"name":null}', '{"name":{"firstName":{}}}', '[]', 'null', '"x"'])(
    'ignores the malformed field user %s',
    async (user) => {
      expect(await login({ user })).toMatchObject({ status: 303, location: '/' });
    },
  );

  it('refuses a form with the code of another browser, or without a login of this browser', async () => {
    const attacker = await issuer.approve(await app.browser().begin('apple'));
    const { location } = await postCallback(attacker);
    const victim = app.browser();
    expect((await victim.request(location)).status).toBe(400);
    expect(issuer.tokenRequests).toEqual([]);
    expect(victim.cookie('access')).toBeUndefined();
  });

  it('shows that the login was canceled', async () => {
    const browser = app.browser();
    const state = new URL(await browser.begin('apple')).searchParams.get('state') ?? '';
    const callback = `${app.origin}/auth/apple/callback`;
    const { location } = await postCallback(callback, { state, error: 'user_cancelled_authorize' });
    expect((await browser.request(location)).location).toContain('/login?error=login_canceled');
  });

  it('signs the same user in with an ID token of an iOS app, and keeps the name', async () => {
    await login({ user: USER });
    const before = await app.rows();
    const browser = app.browser();
    const headers = { accept: 'application/json' };
    const { body } = await browser.submit('/auth/apple/id-token/nonce', {}, headers);
    const { nonce } = JSON.parse(body) as { nonce: string };
    const idToken = issuer.idToken({ nonce }, ({ claims }) => (claims['aud'] = 'com.example.app'));
    expect((await browser.submit('/auth/apple/id-token', { idToken }, headers)).status).toBe(200);
    expect(await app.rows()).toEqual({ ...before, sessions: before.sessions + 1 });
    expect(await account()).toMatchObject({ name: 'Vera Adler' });
  });
});
