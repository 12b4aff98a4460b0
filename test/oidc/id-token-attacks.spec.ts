import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { oidc } from '../../src/social-auth/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { OidcApp } from './oidc-app.js';
import { CLIENT, epoch, SigningIssuer } from './signing-issuer.js';
import { createSigningKey, type UnsignedToken } from './signing-key.js';

const foreignKey = createSigningKey();

/** Changes of an ID token, each of which must be refused. */
const ATTACKS: Record<string, (token: UnsignedToken) => void> = {
  'of another audience': ({ claims }) => (claims['aud'] = 'another-app'),
  'with further audiences and no azp': ({ claims }) => (claims['aud'] = [CLIENT.clientId, 'other']),
  'with the azp of another client': ({ claims }) => (claims['azp'] = 'another-app'),
  'with several audiences and the azp of another client': ({ claims }) => {
    claims['aud'] = [CLIENT.clientId, 'another-app'];
    claims['azp'] = 'another-app';
  },
  'without an audience': ({ claims }) => delete claims['aud'],
  'with another nonce': ({ claims }) => (claims['nonce'] = 'the nonce of another login'),
  'without a nonce': ({ claims }) => delete claims['nonce'],
  'of another issuer': ({ claims }) => (claims['iss'] = 'https://id.example.com'),
  'without an issuer': ({ claims }) => delete claims['iss'],
  'that is expired': ({ claims }) => (claims['exp'] = epoch() - 31),
  'without an expiration time': ({ claims }) => delete claims['exp'],
  'that was issued in the future': ({ claims }) => (claims['iat'] = epoch() + 60),
  'without the time of issue': ({ claims }) => delete claims['iat'],
  'that is not valid yet': ({ claims }) => (claims['nbf'] = epoch() + 60),
  'for another access token': ({ claims }) => (claims['at_hash'] = 'AAAAAAAAAAAAAAAAAAAAAA'),
  'with an at_hash that is not a string': ({ claims }) => (claims['at_hash'] = ['x']),
  'without a sub': ({ claims }) => delete claims['sub'],
  'with an empty sub': ({ claims }) => (claims['sub'] = ''),
  'with a sub that is a number': ({ claims }) => (claims['sub'] = 1),
  'with a sub of 256 characters': ({ claims }) => (claims['sub'] = 'x'.repeat(256)),
  'without a signature (alg: none)': (token) => {
    token.header['alg'] = 'none';
    token.key = null;
  },
  'without a signature, as ES256': (token) => (token.key = null),
  'signed with the client secret (HS256)': (token) => {
    token.header['alg'] = 'HS256';
    token.key = CLIENT.clientSecret;
  },
  'signed with the public key as a secret (HS256)': (token) => {
    token.header['alg'] = 'HS256';
    token.key = JSON.stringify(foreignKey.jwk);
  },
  'signed with the key of another issuer': (token) => (token.key = foreignKey.privateKey),
  'signed with an unknown key': (token) => {
    token.header['kid'] = foreignKey.kid;
    token.key = foreignKey.privateKey;
  },
  'with a key of its own in the header': (token) => {
    token.header['jwk'] = foreignKey.jwk;
    token.key = foreignKey.privateKey;
  },
  'with a critical header parameter': ({ header }) => (header['crit'] = ['b64']),
  'that is another kind of JWT': ({ header }) => (header['typ'] = 'logout+jwt'),
};

describe.each(MAIN_ADAPTERS)('ID tokens and userinfo on %s', (adapter) => {
  let issuer: SigningIssuer;
  let app: OidcApp;

  beforeAll(async () => {
    issuer = await SigningIssuer.start();
    app = await OidcApp.start(adapter, [
      oidc({ name: 'acme', label: 'Acme', issuer: issuer.url, ...CLIENT }),
    ]);
  });
  beforeEach(() => issuer.reset());
  afterAll(async () => {
    await app.stop();
    await issuer.stop();
  });

  const login = () => app.login('acme', (url) => issuer.approve(url));

  it('signs a user in whose ID token is valid, also with a clock that is 25 seconds ahead or behind', async () => {
    issuer.tamper = ({ claims }) => (claims['iat'] = epoch() + 25);
    expect(await login()).toMatchObject({ status: 303, location: '/' });
    issuer.tamper = ({ claims }) => (claims['exp'] = epoch() - 25);
    expect(await login()).toMatchObject({ status: 303, location: '/' });
    expect(await app.accounts()).toMatchObject([
      {
        provider: 'acme',
        subject: `${issuer.url}#vera`,
        email: 'vera@example.com',
        emailVerified: true,
      },
    ]);
  });

  it.each(Object.entries(ATTACKS))('S56 refuses an ID token %s', async (_, tamper) => {
    const before = await app.rows();
    issuer.tamper = tamper;
    const browser = app.browser();
    const { status } = await app.login('acme', (url) => issuer.approve(url), browser);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(browser.cookie('access')).toBeUndefined();
    expect(browser.transactions()).toEqual([]);
    expect(issuer.requests).not.toContain('GET userinfo');
    expect(await app.rows()).toEqual(before);
  });

  it('accepts no response without an ID token', async () => {
    issuer.tokenResponse = { id_token: undefined };
    expect((await login()).status).toBe(400);
  });

  it('S56 refuses the userinfo of another user', async () => {
    issuer.answers.set('userinfo', () => ({ body: { ...issuer.user, sub: 'mallory' } }));
    expect((await login()).status).toBe(400);
  });

  /** Signs in with a userinfo response, and returns the stored account. */
  async function accountOf(userinfo: Record<string, unknown>) {
    issuer.answers.set('userinfo', () => ({ body: { sub: 'vera', ...userinfo } }));
    expect((await app.login('acme', (url) => issuer.approve(url))).status).toBe(303);
    const [account] = await app.accounts();
    return account;
  }

  it('S87 accepts an email address as verified only if one response states both', async () => {
    // The ID token states that vera@example.com is verified.
    expect(await accountOf({ email: 'otto@example.com' })).toMatchObject({
      email: 'otto@example.com',
      emailVerified: false,
    });
    issuer.tamper = ({ claims }) => {
      claims['email_verified'] = false;
    };
    expect(await accountOf({ email_verified: true })).toMatchObject({
      email: 'vera@example.com',
      emailVerified: false,
    });
  });
});
