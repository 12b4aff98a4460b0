import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ProviderEmulator } from '../../src/emulator/index.js';
import {
  github,
  google,
  LoginService,
  oidc,
  type HttpRequest,
  type LoginPageData,
  type Provider,
} from '../../src/social-auth/index.js';
import { CalendarController } from '../docs/examples/calendar.controller.js';
import { offlineGoogle } from '../docs/examples/offline-google.js';
import { CLIENT, epoch, SigningIssuer } from '../oidc/signing-issuer.js';
import { launchBrowser } from '../support/browser.js';
import { itInFullRun, MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { freePort } from '../support/free-port.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser } from '../support/test-browser.js';

const CALENDAR = 'https://www.googleapis.com/auth/calendar.readonly';

/** Starts logins with parameters of the app. */
@Controller('own')
class OwnController {
  constructor(private readonly logins: LoginService) {}

  @Post()
  async start(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    const login = {
      maxAge: 60,
      loginHint: 'vera@example.com',
      prompt: 'consent',
      authorizationParams: { redirect_uri: 'https://e.example', response_mode: 'fragment' },
    } as const;
    await this.logins.start('acme', login, request, response);
  }

  @Get()
  async byLink(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    await this.logins.start('google', {}, request, response);
  }
}

describe.each(MAIN_ADAPTERS)('the parameters of a login on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;
  let issuer: SigningIssuer;
  let browser: TestBrowser;

  const acme = () => ({ name: 'acme', label: 'Acme', issuer: issuer.url, ...CLIENT });

  beforeAll(async () => {
    issuer = await SigningIssuer.start();
    base = await TestBackend.create();
    app = await ModuleApp.start(base, adapter, {
      controllers: [CalendarController, OwnController],
      options: {
        providers: [
          google({
            ...base.emulator.google,
            authorizationUrl: `${base.emulator.google.authorizationUrl}?hl=de`,
            additionalScopes: ['drive.file'],
            authorizationParams: { hd: 'example.com' },
          }),
          github(base.emulator.github),
          oidc({ ...acme(), authorizationParams: { ui_locales: 'de' } }),
          oidc({
            name: 'plain',
            label: 'Plain',
            issuer: issuer.url,
            ...CLIENT,
            prompts: [],
            supportsMaxAge: false,
          }),
        ],
      },
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
    await issuer.stop();
  });
  beforeEach(() => {
    browser = app.browser();
  });
  afterEach(() => issuer.reset());

  /** Starts a login with a form, and returns the parameters that the provider receives. */
  const started = (provider: string, fields: Record<string, string> = {}, by = browser) =>
    startedAt(`/auth/${provider}`, fields, by);

  async function startedAt(
    path: string,
    fields: Record<string, string> = {},
    by = browser,
  ): Promise<Record<string, string>> {
    const { status, location } = await by.submit(path, fields);
    expect(status).toBe(303);
    return Object.fromEntries(new URL(location).searchParams);
  }

  async function signIn(provider: 'google' | 'github' = 'google'): Promise<void> {
    const url = await base.emulator.approve(await browser.begin(provider), 'vera');
    expect((await browser.request(url)).status).toBe(303);
  }

  it('contain those of the configured authorization URL and of the provider', async () => {
    const parameters = await started('google');
    expect(parameters).toMatchObject({
      hl: 'de',
      hd: 'example.com',
      scope: 'openid email profile drive.file',
    });
    expect(parameters).not.toHaveProperty('prompt');
  });

  it('contain those of the options additionalScopes and authorizationParams', () => {
    const { scope, authorizationParams } = offlineGoogle(base.emulator.google);
    expect(scope).toEqual(['openid', 'email', 'profile', CALENDAR]);
    expect(authorizationParams).toEqual({ access_type: 'offline' });
  });

  it('ask for the account after a sign-out, until the next login with the provider', async () => {
    for (const accept of ['text/html', 'application/json']) {
      await signIn();
      expect(await started('google')).not.toHaveProperty('prompt');
      await browser.request('/auth/logout', {
        method: 'POST',
        headers: { origin: app.origin, accept },
      });
      expect(await started('google')).toMatchObject({ prompt: 'select_account' });
      expect(await started('google')).toMatchObject({ prompt: 'select_account' });
      expect(await started('github')).not.toHaveProperty('prompt');
      expect(await started('google', {}, app.browser())).not.toHaveProperty('prompt');
    }
    await signIn();
    expect(await started('google')).not.toHaveProperty('prompt');
  });

  it('ignore an altered cookie of the last provider', async () => {
    for (const value of [
      '%3Cscript%3E.signed-out',
      'google.signed-out.signed-out',
      '.signed-out',
    ]) {
      browser.cookies.set('last-provider', value);
      expect(await started('google')).not.toHaveProperty('prompt');
      await browser.submit('/auth/logout');
      expect(browser.cookie('last-provider')?.length).toBeLessThan(60);
    }
  });

  it('contain prompt and login_hint of the form, as far as the provider supports them', async () => {
    const fields = { prompt: 'select_account', login_hint: 'vera+b@exämple.com' };
    const expected = { prompt: 'select_account', login_hint: 'vera+b@exämple.com' };
    expect(await started('google', fields)).toMatchObject(expected);
    expect(await started('github', fields)).toMatchObject(expected);
    expect(await started('acme', fields)).toMatchObject({ ...expected, prompt: 'login' });
    expect(await started('plain', fields)).not.toHaveProperty('prompt');
    expect(await started('google', { prompt: 'login' })).not.toHaveProperty('prompt');
    expect(await started('acme', { prompt: 'login' })).toMatchObject({
      prompt: 'login',
      max_age: '0',
    });
  });

  it('contain nothing else of the form', async () => {
    const other = {
      scope: 'everything',
      access_type: 'offline',
      max_age: '1',
      hd: 'e.example',
      client_id: 'x',
      code_challenge: 'x',
      authorizationParams: '{}',
      scopes: 'x',
      maxAge: '1',
    };
    const [plain, changed] = [await started('acme'), await started('acme', other)];
    expect(Object.keys(changed).toSorted()).toEqual(Object.keys(plain).toSorted());
    expect(changed).toMatchObject({ client_id: CLIENT.clientId, scope: plain['scope'] });
  });

  it.each([
    { prompt: 'none' },
    { prompt: 'consent' },
    { prompt: 'login select_account' },
    { prompt: '' },
    { login_hint: '' },
    { login_hint: 'a\r\nb' },
    { login_hint: 'x'.repeat(321) },
    { login_hint: '\u{1f600}'.repeat(40) },
  ])('of the form are rejected if they are malformed: %j', async (fields: object) => {
    const response = await browser.submit('/auth/google', fields as Record<string, string>);
    expect(response.status).toBe(400);
    expect(browser.transactions()).toEqual([]);
  });

  it('of the form are rejected if they occur twice', async () => {
    const headers = {
      origin: app.origin,
      'content-type': 'application/x-www-form-urlencoded',
    };
    for (const body of ['prompt=login&prompt=select_account', 'login_hint=a&login_hint=b']) {
      const response = await browser.request('/auth/google', { method: 'POST', headers, body });
      expect(response.status).toBe(400);
    }
  });

  it('of a JSON body are rejected if they contain half a surrogate pair', async () => {
    const headers = {
      origin: app.origin,
      'content-type': 'application/json',
      accept: 'application/json',
    };
    const body = String.raw`{ "login_hint": "a\ud800" }`;
    const response = await browser.request('/auth/google', { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toMatchObject({ code: 'invalid_request' });
  });

  it('of the login page are hidden fields of its forms, and malformed ones are not', async () => {
    const data = (query: string) => browser.json<LoginPageData>(`/auth/providers${query}`);
    const query = '?prompt=select_account&login_hint=vera%40example.com';
    const fields = { prompt: 'select_account', login_hint: 'vera@example.com' };
    expect((await data(query)).fields).toEqual(fields);
    expect((await data('?prompt=none&login_hint=')).fields).toEqual({});
    expect((await data('?prompt[]=login')).fields).toEqual({});
    await signIn();
    const { status, body } = await browser.request(`/login${query}`);
    expect(status).toBe(200);
    expect(body).toContain('<input type="hidden" name="login_hint" value="vera@example.com"/>');
    expect(body).not.toContain('class="other-account"');
  });

  it('ask for another account with a button of the provider last used', async () => {
    expect((await browser.request('/login')).body).not.toContain('class="other-account"');
    await signIn('github');
    await browser.submit('/auth/logout');
    const { body } = await browser.request('/login');
    expect(body.match(/class="other-account"/g)).toHaveLength(1);
    expect(body).toContain('name="prompt" value="select_account"');
    expect(body).toContain('Use another GitHub account');
  });

  it('ask for the account when an account is linked', async () => {
    await signIn();
    const { location } = await browser.submit('/auth/github/link');
    expect(new URL(location).searchParams.get('prompt')).toBe('select_account');
  });

  it('can be those of a route of the app, which requires POST of the same origin', async () => {
    const { status, location, headers } = await browser.submit('/calendar/connect');
    expect([status, headers.get('cache-control')]).toEqual([303, 'no-store']);
    expect(Object.fromEntries(new URL(location).searchParams)).toMatchObject({
      scope: `openid email profile drive.file ${CALENDAR}`,
      include_granted_scopes: 'true',
      hd: 'example.com',
    });
    const url = await base.emulator.approve(location, 'vera');
    expect((await browser.request(url)).location).toBe('/calendar');
    const own = await startedAt('/own');
    expect(own).toMatchObject({
      max_age: '60',
      prompt: 'consent',
      login_hint: 'vera@example.com',
      ui_locales: 'de',
      redirect_uri: `${base.origin}/auth/acme/callback`,
    });
    expect(own).not.toHaveProperty('response_mode');
    const origin = 'https://e.example';
    expect((await app.browser().submit('/own', {}, { origin })).status).toBe(403);
    expect((await app.browser().request('/own')).status).toBe(403);
  });

  it.each<[string, (authorizationParams: Record<string, string>) => Provider]>([
    ['google', (params) => google({ ...base.emulator.google, authorizationParams: params })],
    ['acme', (params) => oidc({ ...acme(), authorizationParams: params })],
  ])('of %s are rejected at start if the module sets them', async (name, create) => {
    const options = { providers: [create({ state: 'x' })] };
    await expect(ModuleApp.start(base, adapter, { options })).rejects.toThrow(
      `provider "${name}" has a property authorizationParams`,
    );
  });

  it.each<[string, number | undefined, number]>([
    ['after the login started', 0, 303],
    ['a minute before the login started', -60, 400],
    ['at an unknown time', undefined, 400],
  ])('require another authentication: one %s results in %s', async (_, offset, status) => {
    issuer.tamper = ({ claims }) => {
      if (offset === undefined) delete claims['auth_time'];
      else claims['auth_time'] = epoch() + offset;
    };
    const { location } = await browser.submit('/auth/acme', { prompt: 'login' });
    const response = await browser.request(await issuer.approve(location));
    expect(response.status).toBe(status);
    expect(browser.cookie('access') !== undefined).toBe(status === 303);
    // A login without the parameter accepts an earlier authentication.
    const usual = await issuer.approve((await app.browser().submit('/auth/acme')).location);
    expect(new URL(usual).searchParams.has('code')).toBe(true);
  });

  it('require another authentication after a redirect of a route with @RecentLogin()', async () => {
    await signIn();
    const { body } = await browser.request('/login?prompt=login&returnTo=/reports');
    expect(body).toContain('<input type="hidden" name="prompt" value="login"/>');
  });

  itInFullRun('ask for the account in Chromium, after a sign-out and with the button', async () => {
    const emulator = await ProviderEmulator.start({ rememberAccount: true });
    const port = await freePort();
    const publicUrl = `http://localhost:${port}`;
    emulator.registerRedirectUri('google', `${publicUrl}/auth/google/callback`);
    const options = { publicUrl, providers: [google(emulator.google)] };
    const reachable = await ModuleApp.start(base, adapter, { port, options });
    const chromium = await launchBrowser();
    try {
      const page = await (await chromium.newContext()).newPage();
      const signedIn = () => page.getByRole('heading', { level: 1, name: 'Vera Sample' }).waitFor();
      const choose = () => page.getByRole('button', { name: /Vera Sample/ }).click();
      await page.goto(`${publicUrl}/login`);
      await page.getByRole('button', { name: 'Continue with Google' }).click();
      await choose();
      await signedIn();
      // The emulator signs in the same account without a page.
      await page.goto(`${publicUrl}/login?prompt=login`);
      await page.getByRole('button', { name: 'Continue with Google' }).click();
      await signedIn();
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByRole('button', { name: 'Continue with Google' }).click();
      await choose();
      await signedIn();
      await page.goto(`${publicUrl}/login?error=login_canceled`);
      await page.getByRole('button', { name: 'Use another Google account' }).click();
      await choose();
      await signedIn();
    } finally {
      await chromium.close();
      await reachable.stop();
      await emulator.stop();
    }
  });
});
