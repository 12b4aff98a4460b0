import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Endpoint,
  InjectedFault,
  ProviderName,
  TransportFault,
} from '../../src/emulator/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';

const ENDPOINTS: readonly (readonly [ProviderName, Endpoint])[] = [
  ['google', 'token'],
  ['google', 'userinfo'],
  ['github', 'token'],
  ['github', 'user'],
  ['github', 'emails'],
];

const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

/** Responses of broken, overloaded or hostile providers. */
const FAULTS: Readonly<Record<string, TransportFault>> = {
  'returns an error': { kind: 'status', status: 500 },
  'returns an error as JSON': { kind: 'status', status: 503, body: 'json' },
  'rejects the token': { kind: 'status', status: 401, body: 'json' },
  'returns 204': { kind: 'status', status: 204 },
  'resets the connection': { kind: 'connection-reset' },
  'resets the connection after the headers': { kind: 'connection-reset', when: 'after-headers' },
  'resets the connection during the body': { kind: 'connection-reset', when: 'during-body' },
  'returns malformed JSON': { kind: 'malformed-json' },
  'returns an empty body': { kind: 'empty-body' },
  'returns null': { kind: 'json', value: null },
  'returns [null]': { kind: 'json', value: [null] },
  'returns a number': { kind: 'json', value: 42 },
  'returns a string': { kind: 'json', value: 'text' },
  'returns a page': { kind: 'text', text: '<h1>Sign in</h1>', contentType: 'text/html' },
  'returns a form, as GitHub does by default': { kind: 'text', text: 'access_token=x&scope=' },
  'returns 100,000 brackets': { kind: 'text', text: DEEP },
  'sends 100 MB': { kind: 'oversized' },
  redirects: { kind: 'redirect' },
  'redirects with 307': { kind: 'redirect', status: 307 },
  'redirects permanently': { kind: 'redirect', status: 301 },
};

describe.each(MAIN_ADAPTERS)('a failing provider on %s', (adapter) => {
  let app: TestApp;
  /** Another instance, with a short timeout. */
  let shortTimeout: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    shortTimeout = await app.another(adapter, { PROVIDER_TIMEOUT_MS: '700' });
  });
  afterAll(async () => {
    await shortTimeout.stop();
    await app.stop();
  });

  /** Logs in while faults are injected. Expects an error page, no new rows, and that the app still responds. */
  async function expectPage(
    provider: ProviderName,
    faults: readonly InjectedFault[],
    { at = app, persona = 'vera' } = {},
  ): Promise<void> {
    const browser = at.browser();
    const url = await app.emulator.approve(await browser.begin(provider), persona);
    const before = await app.rows();
    const injected = faults.map((fault) => app.emulator.injectFault(fault));
    const pending = browser.request(url);
    const health = await at.browser().request('/health');
    const response = await pending;
    for (const fault of injected) fault.clear();
    expect(health.status).toBe(200);
    expect(response.status).toBe(502);
    expect(response.body).toMatch(/We couldn't reach/);
    expect(response.body).toContain('Try again with');
    expect(browser.cookie('access')).toBeUndefined();
    expect(await app.rows()).toEqual(before);
  }

  it.each(Object.entries(FAULTS))(
    'S29 a provider that %s causes a 502 page at every endpoint, and the app still responds',
    async (_, fault) => {
      for (const [provider, endpoint] of ENDPOINTS) {
        await expectPage(provider, [{ provider, endpoint, ...fault }]);
      }
    },
  );

  it('S29 redirects of the provider are not followed', async () => {
    const location = `${app.emulator.origin}/elsewhere`;
    app.emulator.clearRequests();
    for (const [provider, endpoint] of ENDPOINTS) {
      await expectPage(provider, [{ provider, endpoint, kind: 'redirect', location }]);
    }
    const paths = app.emulator.requests.map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(5);
    expect(paths).not.toContain('/elsewhere');
  });

  it.each<[string, TransportFault]>([
    ['hangs', { kind: 'no-response' }],
    ['sends its response slowly', { kind: 'slow-body', intervalMs: 20 }],
  ])('S29 a provider that %s causes a 502 page within the timeout', async (_, fault) => {
    const start = Date.now();
    await Promise.all(
      ENDPOINTS.map(([provider, endpoint]) => {
        const persona = `waits-${fault.kind}-${endpoint}-${provider}`;
        app.emulator.addPersona({ id: persona });
        const faults = [{ provider, endpoint, persona, ...fault }];
        return expectPage(provider, faults, { at: shortTimeout, persona });
      }),
    );
    // Seven times the timeout, because the machine may be busy.
    expect(Date.now() - start).toBeLessThan(5000);
  });

  it('S29 the timeout covers all requests to a provider together', async () => {
    const slow = { kind: 'delay', delayMs: 500 } as const;
    const faults: InjectedFault[] = [
      { endpoint: 'token', ...slow },
      { endpoint: 'userinfo', ...slow },
    ];
    await expectPage('google', faults, { at: shortTimeout });
  });

  it('S29 a wrong content type of the provider has no effect', async () => {
    for (const [provider, endpoint] of ENDPOINTS) {
      const contentType = 'text/html; charset=utf-16';
      const fault = app.emulator.injectFault({
        provider,
        endpoint,
        kind: 'content-type',
        contentType,
      });
      const browser = await app.signedIn(provider);
      fault.clear();
      expect(await browser.json('/api/me')).toMatchObject({ email: 'vera@example.com' });
    }
  });

  it.each<[string, ProviderName, Endpoint, Record<string, unknown>]>([
    ['no token', 'google', 'token', { access_token: undefined }],
    ['an object as a token', 'google', 'token', { access_token: {} }],
    ['an empty token', 'github', 'token', { access_token: '' }],
    ['a token with a line break', 'google', 'token', { access_token: 'x\r\nX-A: b' }],
    ['a token of 200 KB', 'google', 'token', { access_token: 'x'.repeat(200_000) }],
    ['an error instead of the token', 'github', 'token', { access_token: null, error: '<script>' }],
    ['a number as a sub', 'google', 'userinfo', { sub: 7 }],
    ['an empty sub', 'google', 'userinfo', { sub: '' }],
    ['a control character in the sub', 'google', 'userinfo', { sub: 'a\u0000' }],
    ['a lone surrogate in the sub', 'google', 'userinfo', { sub: '\ud800' }],
    ['a non-ASCII character in the sub', 'google', 'userinfo', { sub: 'ａ' }],
    ['a sub of 300 characters', 'google', 'userinfo', { sub: 'x'.repeat(300) }],
    ['no id', 'github', 'user', { id: undefined }],
    ['the string "undefined" as an id', 'github', 'user', { id: 'undefined' }],
    ['a negative id', 'github', 'user', { id: -1 }],
    ['an unsafe integer as an id', 'github', 'user', { id: 2 ** 53 }],
  ])(
    'S29 a provider that returns %s causes a 502 page, and no user is signed in',
    async (_, provider, endpoint, fields) => {
      await expectPage(provider, [{ provider, endpoint, kind: 'response-fields', fields }]);
    },
  );

  it.each([
    ['a repeated sub', '{"sub":"victim","sub":["x"]}'],
    ['a sub through the prototype', '{"__proto__":{"sub":"victim"}}'],
    ['an array of profiles', '[{"sub":"victim"}]'],
  ])('S29 a profile with %s causes a 502 page, and no user is signed in', async (_, text) => {
    await expectPage('google', [{ endpoint: 'userinfo', kind: 'text', text }]);
  });
});
