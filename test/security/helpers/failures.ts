import { Client } from 'pg';
import type { ResponseFault, Endpoint, TransportFault } from '../../../src/emulator/index.js';
import { UserAdministration } from '../../../src/social-auth/index.js';
import {
  clientCode,
  clientLogin,
  clientRequest,
  clientTokens,
  newVerifier,
  redeem,
} from '../../support/native-client.js';
import type { TestApp } from '../../support/test-app.js';
import type { TestResponse, TestBrowser } from '../../support/test-browser.js';
import { RawClient } from '../fuzz/raw-client.js';
import type { Canaries } from './canaries.js';
import {
  getMe,
  cloneBrowser,
  browserWith,
  ACCEPT_JSON,
  post,
  refresh,
  send,
} from '../../support/requests.js';

/** A persona whose fields are canaries. */
export const CANARY_PERSONA = {
  id: 'canary',
  name: 'Canary Name',
  google: { sub: 'canary-subject', email: 'canary-google@example.com' },
  github: {
    login: 'canary-login',
    emails: [
      { email: 'canary-github@example.com', primary: true, verified: true, visibility: null },
    ],
  },
};

/** Sends requests with secrets that fail for every known reason. */
export class Failures {
  constructor(
    private readonly app: TestApp,
    private readonly canaries: Canaries,
  ) {}

  /** @returns the status of each failed request, by name */
  async all(): Promise<Map<string, number>> {
    const statuses = new Map<string, number>();
    const scenarios = [
      this.#callbacks(),
      this.#providers(),
      this.#tokens(),
      this.#clients(),
      this.#unknownResources(),
      this.#database(),
    ];
    for (const scenario of scenarios) {
      for await (const [name, { status }] of scenario) statuses.set(name, status);
    }
    return statuses;
  }

  /** Starts a login and returns its callback. */
  async #begun(): Promise<{ browser: TestBrowser; url: URL }> {
    const browser = this.app.browser();
    const url = new URL(await this.app.emulator.approve(await browser.begin('google'), 'canary'));
    this.canaries.add('state', url.searchParams.get('state'));
    this.canaries.add('code of the provider', url.searchParams.get('code'));
    this.canaries.add('cookie of the transaction', ...browser.cookies.values());
    return { browser, url };
  }

  async #signedIn(): Promise<TestBrowser> {
    const browser = await this.app.signedIn('google', 'canary');
    this.canaries.add('access token', browser.cookie('access'));
    this.canaries.add('refresh token', browser.cookie('refresh'));
    return browser;
  }

  async *#callbacks(): AsyncGenerator<[string, TestResponse]> {
    const changes: Record<string, (url: URL) => void> = {
      'no state': ({ searchParams }) => searchParams.delete('state'),
      'a wrong state': ({ searchParams }) =>
        searchParams.set('state', `${searchParams.get('state')}x`),
      'a wrong iss': ({ searchParams }) => searchParams.set('iss', 'https://canary.example'),
      'another provider': (url) => (url.pathname = '/auth/github/callback'),
      'no provider': (url) => (url.pathname = '/auth/canary/callback'),
    };
    for (const [name, change] of Object.entries(changes)) {
      const { browser, url } = await this.#begun();
      change(url);
      yield [name, await browser.request(String(url))];
    }
    const { browser, url } = await this.#begun();
    yield ['no cookie', await this.app.browser().request(String(url))];
    const altered = cloneBrowser(this.app, browser);
    for (const [name, value] of altered.cookies) altered.cookies.set(name, `x${value}`);
    yield ['an altered cookie', await altered.request(String(url))];
    await this.app.moveClock(700);
    yield ['an expired transaction', await browser.request(String(url))];
    await this.app.moveClock(0);
    const failed = new URL(url);
    failed.searchParams.delete('code');
    failed.searchParams.set('error', 'canary_error');
    failed.searchParams.set('error_description', 'canary description');
    yield ['an error of the provider', await browser.request(String(failed))];
    yield ['a used transaction', await browser.request(String(url))];
  }

  async *#providers(): AsyncGenerator<[string, TestResponse]> {
    const { clientSecret } = this.app.emulator.google;
    const echo = JSON.stringify({ error: clientSecret, error_description: clientSecret });
    const faults: Record<string, [Endpoint, TransportFault | ResponseFault]> = {
      'an error page': ['token', { kind: 'status', status: 500 }],
      'an incomplete response': ['token', { kind: 'connection-reset', when: 'during-body' }],
      'a response with the client secret': ['token', { kind: 'text', text: echo }],
      'a text with the client secret': ['token', { kind: 'text', text: `canary ${clientSecret}` }],
      'a token with a line break': [
        'token',
        { kind: 'response-fields', fields: { access_token: 'canary-provider-token\r\n' } },
      ],
      'an unknown token': [
        'token',
        { kind: 'response-fields', fields: { access_token: 'canary-provider-token' } },
      ],
      'a profile without a sub': [
        'userinfo',
        { kind: 'response-fields', fields: { sub: ['canary-sub'] } },
      ],
      'a profile with an invalid sub': [
        'userinfo',
        { kind: 'response-fields', fields: { sub: 'canary ä' } },
      ],
      'an oversized response': ['userinfo', { kind: 'oversized', bytes: 1_000_000 }],
      'a redirect': ['userinfo', { kind: 'redirect', location: 'https://canary.example/' }],
    };
    for (const [name, [endpoint, kind]] of Object.entries(faults)) {
      const { browser, url } = await this.#begun();
      const fault = this.app.emulator.injectFault({ endpoint, ...kind });
      yield [name, await browser.request(String(url))];
      fault.clear();
    }
    const canceling = this.app.browser();
    const denied = await this.app.emulator.deny(await canceling.begin('github'));
    yield ['a canceled login', await canceling.request(denied, { headers: ACCEPT_JSON })];
  }

  async *#tokens(): AsyncGenerator<[string, TestResponse]> {
    const { app } = this;
    const browser = await this.#signedIn();
    const access = browser.cookie('access') ?? '';
    const old = browser.cookie('refresh') ?? '';
    yield ['no token', await getMe(app)];
    yield ['an invalid token', await getMe(app, { authorization: `Bearer ${access}x` })];
    yield ['an invalid cookie', await getMe(app, { cookie: `access=${access}x; refresh=${old}` })];
    yield ['an expired token', await this.#later(() => getMe(app, { cookie: `access=${access}` }))];
    const headers = { origin: 'https://canary.example', referer: 'https://canary.example/canary' };
    yield ['another site', await browser.submit('/auth/logout', { canary: access }, headers)];
    yield ['an invalid refresh token', await refresh(browserWith(app, { refresh: `${old}x` }))];
    yield ['a browser token in a body', await post(app, '/auth/refresh', { refreshToken: old })];
    yield ['a malformed body', await send(app, '/auth/refresh', `{"refreshToken":"${old}`)];
    yield ['a large body', await send(app, '/auth/refresh', JSON.stringify(old.repeat(20_000)))];
    yield ['an array', await send(app, '/auth/refresh', JSON.stringify({ refreshToken: [old] }))];
    await refresh(browser);
    await refresh(browser);
    this.canaries.add('refresh token', browser.cookie('refresh'));
    yield ['reuse', await refresh(browserWith(app, { refresh: old }))];
    const administration = app.app.get(UserAdministration, { strict: false });
    const disabled = await this.#signedIn();
    const { id } = await disabled.json<{ id: string }>('/api/me');
    const { browser: late, url } = await this.#begun();
    await administration.disable(id);
    yield ['a disabled user', await refresh(disabled)];
    yield ["a disabled user's login", await late.request(String(url))];
    await administration.enable(id);
  }

  async #later(request: () => Promise<TestResponse>): Promise<TestResponse> {
    await this.app.moveClock(400);
    const response = await request();
    await this.app.moveClock(0);
    return response;
  }

  async *#clients(): AsyncGenerator<[string, TestResponse]> {
    const { app } = this;
    const verifier = newVerifier();
    this.canaries.add('verifier', verifier);
    const code = await clientCode(app, verifier, 'canary');
    this.canaries.add('login code', code);
    yield ['another verifier', await redeem(app, code, newVerifier())];
    yield ['a used code', await redeem(app, code, verifier)];
    yield ['an array as a code', await redeem(app, [code], verifier)];
    const { accessToken, refreshToken } = await clientTokens(app, 'canary');
    this.canaries.add('tokens of a client', accessToken, refreshToken);
    yield [
      'a client token in a cookie',
      await refresh(browserWith(app, { refresh: refreshToken })),
    ];
    const request = {
      ...clientRequest(verifier, 'https://canary.example/'),
      state: 'canary-state',
    };
    yield ['an unknown redirect URI', await app.browser().submit('/auth/google', request)];
    const fault = app.emulator.injectFault({ endpoint: 'token', kind: 'status', status: 500 });
    const redirect = await clientLogin(app, verifier, { persona: 'canary' });
    fault.clear();
    if (!redirect.searchParams.has('error')) throw new Error('the client received no error');
  }

  async *#unknownResources(): AsyncGenerator<[string, TestResponse]> {
    const { app } = this;
    const browser = await this.#signedIn();
    const headers = { ...ACCEPT_JSON, origin: app.origin };
    const path = '/auth/sessions/canary';
    yield ['an unknown session', await browser.request(path, { method: 'DELETE', headers })];
    yield ['an unknown provider', await browser.submit('/auth/canary', { canary: 'canary' })];
    yield ['an unknown page', await browser.request('/canary?canary=canary#canary')];
    yield ['an unsupported method', await browser.request('/api/me?canary', { method: 'PUT' })];
    const raw = new RawClient(Number(new URL(app.address).port), 5000);
    for (const target of ['/auth/%zzcanary', `/auth/canary${'x'.repeat(300)}`, '/canary%00']) {
      await raw.send({ method: 'GET', target, headers: [['x-canary', 'canary']], body: 'canary' });
    }
    raw.close();
  }

  /** First a table is missing, then the database. */
  async *#database(): AsyncGenerator<[string, TestResponse]> {
    const { app } = this;
    const browser = await this.#signedIn();
    const { browser: late, url } = await this.#begun();
    const sql = new Client({ connectionString: app.database.url });
    await sql.connect();
    await sql.query('ALTER TABLE "Account" RENAME TO "Gone"');
    yield ['a missing table', await late.request(String(url))];
    yield ['a missing table at the API', await browser.request('/api/me')];
    await sql.query('ALTER TABLE "Gone" RENAME TO "Account"');
    await sql.end();

    const { browser: later, url: other } = await this.#begun();
    const restore = await disconnectDatabase(app);
    yield ['no database', await refresh(browser)];
    yield ['no database for a login', await later.request(String(other))];
    yield ['no database for a code', await redeem(app, newVerifier(), newVerifier())];
    await restore();
  }
}

/**
 * Makes the database unavailable.
 *
 * @returns a function that makes it available again
 */
async function disconnectDatabase({ database }: TestApp): Promise<() => Promise<void>> {
  const url = new URL(database.url);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const sql = new Client({ connectionString: url.href });
  await sql.connect();
  await sql.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
  await sql.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [
    name,
  ]);
  await sql.query(`ALTER DATABASE "${name}" RENAME TO "${name}_away"`);
  return async () => {
    await sql.query(`ALTER DATABASE "${name}_away" RENAME TO "${name}"`);
    await sql.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
    await sql.end();
  };
}
