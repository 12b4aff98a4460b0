import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClientMetadata } from 'oidc-provider';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { oidc, type Provider } from '../../src/social-auth/index.js';
import { OidcApp } from './oidc-app.js';
import { PanvaIssuer } from './panva-issuer.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A secret with characters that HTTP Basic authentication encodes (RFC 6749 §2.3.1). */
const CLIENT_SECRET = 'a:secret+with %characters/to=encode';

/** The clients, by their names: credentials in the app, and metadata at the issuer. */
const CLIENTS = {
  basic: {
    credentials: { clientSecret: CLIENT_SECRET },
    metadata: {
      client_secret: CLIENT_SECRET,
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
    },
  },
  post: {
    credentials: {
      clientSecret: CLIENT_SECRET,
      clientAuthentication: 'client_secret_post',
    },
    metadata: { client_secret: CLIENT_SECRET, token_endpoint_auth_method: 'client_secret_post' },
  },
  'private-key': {
    credentials: { privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() },
    metadata: {
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [publicKey.export({ format: 'jwk' })] },
      id_token_signed_response_alg: 'ES256',
    },
  },
  'private-jwk': {
    credentials: { privateKey: { ...privateKey.export({ format: 'jwk' }), kid: 'the-key' } },
    metadata: {
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'the-key' }] },
    },
  },
  public: {
    credentials: { clientAuthentication: 'none' },
    metadata: { token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'EdDSA' },
  },
} as const;

const NAMES = Object.keys(CLIENTS) as (keyof typeof CLIENTS)[];

describe.each(MAIN_ADAPTERS)('oidc-provider on %s', (adapter) => {
  let issuer: PanvaIssuer;
  let app: OidcApp;

  beforeAll(async () => {
    app = await OidcApp.start(adapter, async (origin) => {
      issuer = await PanvaIssuer.start(() =>
        NAMES.map((name) => ({
          client_id: name,
          redirect_uris: [`${origin}/auth/${name}/callback`],
          ...(CLIENTS[name].metadata as Partial<ClientMetadata>),
        })),
      );
      return NAMES.map((name): Provider =>
        oidc({
          name,
          label: name,
          issuer: issuer.url,
          clientId: name,
          ...CLIENTS[name].credentials,
        }),
      );
    });
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    await app.stop();
    await issuer.stop();
  });

  const login = (name: string, user?: string) =>
    app.login(name, (url) => issuer.approve(url, user));

  it.each(NAMES)(
    'signs users in with the client authentication of the client "%s"',
    async (name) => {
      expect(await login(name)).toMatchObject({ status: 303, location: '/' });
      const accounts = await app.accounts();
      expect(accounts.filter(({ provider }) => provider === name)).toMatchObject([
        {
          subject: `${issuer.url}#vera`,
          username: 'vera',
          name: 'Name of vera',
          email: 'vera@example.com',
          emailVerified: true,
        },
      ]);
    },
  );

  it('signs the same user in again, and another user to another account', async () => {
    const before = await app.rows();
    await login('basic');
    await login('basic', 'otto');
    await login('basic', 'otto');
    expect(await app.rows()).toMatchObject({
      users: before.users + 1,
      accounts: before.accounts + 1,
      sessions: before.sessions + 3,
    });
  });

  it('shows that the configuration is wrong when the client authentication fails', async () => {
    const { app: other, stop } = await app.another(adapter, [
      oidc({
        name: 'basic',
        label: 'Basic',
        issuer: issuer.url,
        clientId: 'basic',
        clientSecret: 'another secret',
      }),
    ]);
    const browser = other.browser();
    const callback = await issuer.approve(await browser.begin('basic'));
    const { status, body } = await browser.request(callback);
    await stop();
    expect(status).toBe(502);
    expect(body.includes('Sign-in with Basic is broken')).toBe(true);
  });

  it('refuses a code that is used twice', async () => {
    const browser = app.browser();
    const callback = await issuer.approve(await browser.begin('public'));
    const copy = new Map(browser.cookies);
    expect((await browser.request(callback)).status).toBe(303);
    const attacker = app.browser();
    for (const [name, value] of copy) attacker.cookies.set(name, value);
    expect((await attacker.request(callback)).status).toBe(400);
  });

  it('signs users in after the issuer has rotated its keys', async () => {
    await login('basic');
    issuer.rotateKeys();
    const now = Date.now.bind(Date);
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 61_000);
    expect(await login('basic')).toMatchObject({ status: 303, location: '/' });
  });
});
