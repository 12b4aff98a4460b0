import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { oidc } from '../../src/social-auth/index.js';
import { OidcApp } from './oidc-app.js';
import { CLIENT, SigningIssuer } from './signing-issuer.js';

describe.each(MAIN_ADAPTERS)('callbacks of OpenID Connect issuers on %s', (adapter) => {
  let honest: SigningIssuer;
  let attacker: SigningIssuer;
  let app: OidcApp;

  beforeAll(async () => {
    [honest, attacker] = await Promise.all([SigningIssuer.start(), SigningIssuer.start()]);
    app = await OidcApp.start(adapter, [
      oidc({ name: 'honest', label: 'Honest', issuer: honest.url, ...CLIENT }),
      oidc({ name: 'attacker', label: 'Attacker', issuer: attacker.url, ...CLIENT }),
    ]);
  });
  beforeEach(() => {
    honest.reset();
    attacker.reset();
  });
  afterAll(async () => {
    await app.stop();
    await Promise.all([honest.stop(), attacker.stop()]);
  });

  const login = (change: (params: URLSearchParams) => void) => {
    honest.changeCallback = change;
    return app.login('honest', (url) => honest.approve(url));
  };

  it('S57 requires iss from an issuer whose metadata say that it sends iss', async () => {
    expect((await login((params) => params.delete('iss'))).status).toBe(400);
    expect(honest.tokenRequests).toEqual([]);
  });

  it('S57 refuses the iss of another issuer, before any code is exchanged', async () => {
    expect((await login((params) => params.set('iss', attacker.url))).status).toBe(400);
    expect(honest.tokenRequests).toEqual([]);
    expect(attacker.tokenRequests).toEqual([]);
  });

  it('S57 never sends the code of one issuer to another (mix-up)', async () => {
    const browser = app.browser();
    // The attacker redirects the browser to the honest issuer, with the client and the state of its own login.
    const started = new URL(await browser.begin('attacker'));
    const mixedUp = new URL(`/authorize${started.search}`, honest.url);
    const callback = await honest.approve(mixedUp.href);
    expect(callback).toContain('/auth/attacker/callback');
    expect((await browser.request(callback)).status).toBe(400);
    expect(attacker.tokenRequests).toEqual([]);
  });

  it('S57 refuses the code of another login (code injection), because of PKCE', async () => {
    const victim = await honest.approve(await app.browser().begin('honest'));
    const stolen = new URL(victim).searchParams.get('code') ?? '';
    expect((await login((params) => params.set('code', stolen))).status).toBe(400);
    expect(honest.tokenRequests).toHaveLength(1);
  });

  it('S58 separates users with the same sub at two issuers', async () => {
    await app.login('honest', (url) => honest.approve(url));
    await app.login('attacker', (url) => attacker.approve(url));
    const accounts = await app.accounts();
    expect(accounts.map(({ provider, subject }) => `${provider} ${subject}`)).toEqual([
      `honest ${honest.url}#vera`,
      `attacker ${attacker.url}#vera`,
    ]);
    expect(new Set(accounts.map(({ userId }) => userId)).size).toBe(2);
  });

  it('S58 separates the users of an issuer from those of the issuer that replaces it under the same name', async () => {
    const { app: replaced, stop } = await app.another(adapter, [
      oidc({ name: 'honest', label: 'Honest', issuer: attacker.url, ...CLIENT }),
    ]);
    const browser = replaced.browser();
    const { status } = await browser.request(await attacker.approve(await browser.begin('honest')));
    await stop();
    expect(status).toBe(303);
    const accounts = (await app.accounts()).filter(({ provider }) => provider === 'honest');
    expect(new Set(accounts.map(({ userId }) => userId)).size).toBe(2);
  });
});
