import OAuth2Strategy, { Strategy } from 'passport-oauth2';
import { Strategy as GitLabStrategy } from 'passport-gitlab2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PassportProvider } from '../../src/social-auth/index.js';
import { dropbox } from '../docs/examples/dropbox.js';
import { strava } from '../docs/examples/strava.js';
import { CapturedLog } from '../support/captured-log.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { OAuthServer, type OAuthServerOptions } from '../support/oauth-server.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

const USER = { id: 7, name: 'Vera' };

/** Loads the profile as `strategy.userProfile()` does in packages that this repository does not contain. */
class RequestingStrategy extends OAuth2Strategy {
  override userProfile(accessToken: string, done: (error: unknown, profile?: unknown) => void) {
    const [method, path] = this.name.split(' ');
    /* oxlint-disable no-underscore-dangle -- as strategies do */
    const client = this._oauth2 as unknown as {
      _request(...args: unknown[]): void;
      _getAccessTokenUrl(): string;
    };
    const url = client._getAccessTokenUrl().replace('/token', path ?? '');
    client._request(method, url, {}, '', accessToken, (error: unknown, body: string) => {
      if (error) done(error);
      // Throws for a response that is null.
      else done(null, { id: (JSON.parse(body) as { id: unknown }).id, displayName: 'Vera' });
    });
    /* oxlint-enable no-underscore-dangle */
  }
}

const requesting = (name: string) =>
  class extends RequestingStrategy {
    override name = name;
  };

describe.each(MAIN_ADAPTERS)('a provider that differs from OAuth 2.0 on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;
  const servers = new Map<string, OAuthServer>();

  /** A provider with a server of its own. */
  async function provider(
    name: string,
    options: OAuthServerOptions,
    properties: (origin: string) => Partial<PassportProvider>,
  ): Promise<PassportProvider> {
    const server = await OAuthServer.start(options);
    servers.set(name, server);
    const { origin, client } = server;
    return {
      ...client,
      label: name,
      strategy: Strategy,
      scope: ['a', 'b'],
      authorizationUrl: `${origin}/authorize`,
      tokenUrl: `${origin}/token`,
      ...(properties(origin).profileUrls !== undefined && {
        toProfile: ({ user }) => user as typeof USER & { subject: number },
      }),
      ...properties(origin),
      name,
    };
  }

  const resources = { 'GET /user': USER, 'GET /null': null, 'POST /user': { ...USER, id: 8 } };
  const user = { 'GET /user': { subject: 7, name: 'Vera' } };

  beforeAll(async () => {
    base = await TestBackend.create();
    const account = {
      account_id: 'dbid:AAH4',
      name: { display_name: 'Vera' },
      email: 'vera@example.com',
      email_verified: true,
    };
    const athlete = { id: 7, firstname: 'Vera', username: null, token: 'x' };
    const withUrl = (origin: string) => ({ profileUrls: { user: `${origin}/user` } });
    const own = (name: string) => () => ({ strategy: requesting(name) });
    const providers = [
      provider('post', { resources: { 'POST /account': account } }, (origin) => ({
        ...dropbox(servers.get('post')?.client ?? { clientId: '', clientSecret: '' }),
        authorizationUrl: `${origin}/authorize`,
        tokenUrl: `${origin}/token`,
        profileUrls: { user: { method: 'POST', url: `${origin}/account`, body: 'null' } },
      })),
      provider('headers', { resources: user }, (origin) => ({
        profileUrls: {
          user: { url: `${origin}/user`, headers: { 'Client-Id': 'id', Authorization: 'other' } },
        },
      })),
      provider('athlete', { tokenFields: { athlete, refresh_token: 'canary' } }, (origin) => ({
        ...strava({ clientId: 'client-id', clientSecret: 'client-secret' }),
        authorizationUrl: `${origin}/authorize`,
        tokenUrl: `${origin}/token`,
      })),
      provider('form', { resources: user, tokenFormat: 'form' }, withUrl),
      provider('no-pkce', { resources: user, rejectsPkce: true }, (origin) => ({
        ...withUrl(origin),
        dangerouslyDisablePkce: true,
      })),
      provider('parameters', { resources: user }, (origin) => ({
        ...withUrl(origin),
        authorizationUrl: `${origin}/authorize?audience=a&state=x&client_id=y&code_challenge=z`,
        strategyOptions: { scopeSeparator: ',', customHeaders: { 'X-Custom': 'custom' } },
      })),
      provider('own-get', { resources }, own('GET /user')),
      provider('own-post', { resources }, own('POST /user')),
      provider('own-null', { resources }, own('GET /null')),
      provider('own-missing', { resources }, own('GET /missing')),
      provider('own-delete', { resources }, own('DELETE /user')),
      provider('no-id', { resources: { 'GET /api/v4/user': {} } }, (origin) => ({
        strategy: GitLabStrategy,
        strategyOptions: { baseURL: origin },
      })),
    ];
    app = await ModuleApp.start(base, adapter, {
      options: { providers: await Promise.all(providers) },
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
    for (const server of servers.values()) server.stop();
  });
  afterEach(() => {
    for (const { requests } of servers.values()) requests.length = 0;
  });

  const server = (name: string) => servers.get(name) as OAuthServer;

  async function logIn(name: string, browser = app.browser()): Promise<TestResponse> {
    return browser.request(await server(name).approve(await browser.begin(name)));
  }

  async function expectSignedIn(name: string): Promise<TestBrowser> {
    const browser = app.browser();
    const { status, body } = await logIn(name, browser);
    expect([status, body]).toEqual([303, expect.any(String)]);
    expect((await browser.request('/')).body).toContain('Vera');
    return browser;
  }

  const subjects = async (name: string) => {
    const accounts = await base.prisma.account.findMany({ where: { provider: name } });
    return accounts.map(({ subject }) => subject);
  };

  it('signs in with a profile that is requested with POST', async () => {
    const browser = await expectSignedIn('post');
    expect((await browser.request('/')).body).toContain('vera@example.com');
    const [request] = server('post').to('/account');
    expect(request).toMatchObject({ method: 'POST', body: 'null' });
    expect(await subjects('post')).toEqual(['dbid:AAH4']);
  });

  it('signs in with further headers, which do not replace the access token', async () => {
    await expectSignedIn('headers');
    const [request] = server('headers').to('/user');
    expect(request?.headers).toMatchObject({
      'client-id': 'id',
      authorization: 'Bearer access-token',
    });
  });

  it('signs in with a user in the token response, and no further request', async () => {
    await expectSignedIn('athlete');
    expect(await subjects('athlete')).toEqual(['7']);
    expect(server('athlete').requests.map(({ path }) => path)).toEqual(['/authorize', '/token']);
  });

  it('signs in with a form-encoded token response', async () => {
    await expectSignedIn('form');
  });

  it('signs in without PKCE where it is disabled, with state', async () => {
    await expectSignedIn('no-pkce');
    const [{ query } = { query: new URLSearchParams() }] = server('no-pkce').to('/authorize');
    expect([...query.keys()].toSorted()).toEqual([
      'client_id',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ]);
    const browser = app.browser();
    const url = new URL(await server('no-pkce').approve(await browser.begin('no-pkce')));
    const other = new URL(await browser.begin('no-pkce')).searchParams.get('state') ?? '';
    for (const state of [other, `${url.searchParams.get('state')?.split('.')[0]}.x`]) {
      url.searchParams.set('state', state);
      const response = await app.browser().request(url.href);
      expect(response.status).toBe(400);
    }
  });

  it('keeps the parameters of a configured authorization URL, but not those of the module', async () => {
    await expectSignedIn('parameters');
    const [authorize] = server('parameters').to('/authorize');
    expect(authorize?.query.get('audience')).toBe('a');
    expect(authorize?.query.getAll('client_id')).toEqual(['client-id']);
    expect(authorize?.query.getAll('scope')).toEqual(['a,b']);
    expect(authorize?.query.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    const [token] = server('parameters').to('/token');
    expect(token?.headers['x-custom']).toBe('custom');
  });

  it('signs in with a profile that the strategy requests, with the access token in a header', async () => {
    await expectSignedIn('own-get');
    await expectSignedIn('own-post');
    expect(await subjects('own-post')).toEqual(['8']);
    const [request] = server('own-get').to('/user');
    expect(request?.headers.authorization).toBe('Bearer access-token');
    expect(request?.query.size).toBe(0);
  });

  it.each([
    ['own-null', 'the flow of the provider failed'],
    ['own-missing', 'returned 404'],
    ['own-delete', 'neither GET nor POST'],
    ['no-id', 'the subject is neither'],
  ])('ends the login at %s with 502', async (name, reason) => {
    const log = CapturedLog.start();
    try {
      expect((await logIn(name)).status).toBe(502);
      expect(log.lines.join('\n')).toContain(reason);
    } finally {
      log.stop();
    }
    expect(await subjects(name)).toEqual([]);
    expect((await app.browser().request('/login')).status).toBe(200);
  });
});
