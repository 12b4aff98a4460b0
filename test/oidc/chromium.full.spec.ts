import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { google, oidc, type Provider } from '../../src/social-auth/index.js';
import { oidcWithQuirks } from '../../src/social-auth/providers/oidc/oidc.js';
import { ProviderEmulator } from '../../src/emulator/index.js';
import { launchBrowser } from '../support/browser.js';
import { ADAPTERS } from '../support/test-app.js';
import { OidcApp } from './oidc-app.js';
import { PanvaIssuer } from './panva-issuer.js';
import { CLIENT, SigningIssuer } from './signing-issuer.js';

const PATH = '/auth/google/id-token';

/** A document without the policy of the module's pages, which permits no scripts, as a page of the app can have. */
const APP_PAGE = '/.well-known/jwks.json';

describe.each(ADAPTERS)('OpenID Connect in Chromium, on %s', (adapter) => {
  let browser: Browser;
  let panva: PanvaIssuer;
  let issuer: SigningIssuer;
  let emulator: ProviderEmulator;
  let app: OidcApp;

  beforeAll(async () => {
    [browser, issuer, emulator] = await Promise.all([
      launchBrowser(),
      // 127.0.0.1 is another site than localhost, so that Chromium sends it no Lax cookies of the app.
      SigningIssuer.start(),
      ProviderEmulator.start(),
    ]);
    app = await OidcApp.start(adapter, async (origin): Promise<Provider[]> => {
      const client = { client_id: 'app', client_secret: CLIENT.clientSecret };
      panva = await PanvaIssuer.start(
        () => [{ ...client, redirect_uris: [`${origin}/auth/panva/callback`] }],
        true,
      );
      const { clientSecret } = CLIENT;
      return [
        oidc({ name: 'panva', label: 'Panva', issuer: panva.url, clientId: 'app', clientSecret }),
        oidc({ name: 'acme', label: 'Acme', issuer: issuer.url, ...CLIENT }),
        oidcWithQuirks(
          { name: 'form', label: 'Form', issuer: issuer.url, ...CLIENT },
          { usesFormPost: true },
        ),
        google(emulator.google),
      ];
    });
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
    await Promise.all([panva.stop(), issuer.stop(), emulator.stop()]);
  });

  /** Opens a page of the app in a new context. */
  const open = async (path: string, javaScriptEnabled = true): Promise<Page> => {
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
    await page.goto(app.origin + path);
    return page;
  };

  const expectSignedIn = async (page: Page, name: string) => {
    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect(new URL(page.url()).origin).toBe(app.origin);
    await page.context().close();
  };

  it('signs in on the pages of oidc-provider', async () => {
    const page = await open('/login');
    await page.getByRole('button', { name: 'Continue with Panva' }).click();
    await page.locator('input[name=login]').fill('vera');
    await page.locator('input[name=password]').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expectSignedIn(page, 'Name of vera');
  });

  it('signs in at an issuer of another site, without JavaScript on the pages of the app', async () => {
    const page = await open('/login', false);
    await page.getByRole('button', { name: 'Continue with Acme' }).click();
    await expectSignedIn(page, 'Vera');
  });

  it('signs in with a callback that another site sends as a form', async () => {
    const page = await open('/login');
    await page.getByRole('button', { name: 'Continue with Form' }).click();
    await expectSignedIn(page, 'Vera');
  });

  it('signs in with an ID token that a script of the page presents', async () => {
    const page = await open(APP_PAGE);
    const nonce = await requestNonce(page);
    const credential = await emulator.createIdToken({ persona: 'vera', nonce });
    const { returnTo } = await page.evaluate(
      async ([path = '', token = '']) => {
        const response = await fetch(path, {
          method: 'POST',
          headers: { accept: 'application/json', 'content-type': 'application/json' },
          body: JSON.stringify({ credential: token }),
        });
        return (await response.json()) as { returnTo: string };
      },
      [PATH, credential],
    );
    await page.goto(app.origin + returnTo);
    await expectSignedIn(page, 'Vera Sample');
  });

  it('signs in with an ID token that a page of another site sends as a form', async () => {
    const page = await open(APP_PAGE);
    const nonce = await requestNonce(page);
    const credential = await emulator.createIdToken({ persona: 'vera', nonce });
    // As the script of Google Identity Services does, before it opens the page of Google.
    await page.evaluate('document.cookie = "g_csrf_token=token; path=/"');
    const fields = { credential, g_csrf_token: 'token' };
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input name="${name}" value="${value}">`,
    );
    const form = `<form method="post" action="${app.origin}${PATH}">${inputs.join('')}<button>Go</button></form>`;
    issuer.answers.set('google', () => ({ headers: { 'content-type': 'text/html' }, body: form }));
    await page.goto(`${issuer.url}/google`);
    await page.getByRole('button', { name: 'Go' }).click();
    await expectSignedIn(page, 'Vera Sample');
  });

  const requestNonce = async (page: Page): Promise<string> => {
    const { nonce } = await page.evaluate(
      async (path) => (await (await fetch(path, { method: 'POST' })).json()) as { nonce: string },
      `${PATH}/nonce`,
    );
    return nonce;
  };
});
