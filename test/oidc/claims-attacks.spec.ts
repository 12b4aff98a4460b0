import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { oidc } from '../../src/social-auth/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { OidcApp } from './oidc-app.js';
import { CLIENT, SigningIssuer } from './signing-issuer.js';

describe.each(MAIN_ADAPTERS)('the claims of an OpenID Connect issuer on %s', (adapter) => {
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

  /** Signs in with a userinfo response, and returns the stored account. */
  async function accountOf(userinfo: Record<string, unknown>) {
    issuer.answers.set('userinfo', () => ({ body: { sub: 'vera', ...userinfo } }));
    expect((await app.login('acme', (url) => issuer.approve(url))).status).toBe(303);
    const [account] = await app.accounts();
    return account;
  }

  it('S87 verify an email address only if they state both in one response', async () => {
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
