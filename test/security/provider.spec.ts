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

/** What a provider may answer that is broken, overloaded or hostile. */
const FAULTS: Readonly<Record<string, TransportFault>> = {
  'answers an error': { kind: 'status', status: 500 },
  'answers an error as JSON': { kind: 'status', status: 503, body: 'json' },
  'refuses our token': { kind: 'status', status: 401, body: 'json' },
  'answers without content': { kind: 'status', status: 204 },
  'cuts the connection': { kind: 'connection-reset' },
  'cuts it after the headers': { kind: 'connection-reset', when: 'after-headers' },
  'cuts it in the middle of the body': { kind: 'connection-reset', when: 'during-body' },
  'answers garbage': { kind: 'malformed-json' },
  'answers nothing': { kind: 'empty-body' },
  'answers null': { kind: 'json', value: null },
  'answers [null]': { kind: 'json', value: [null] },
  'answers a number': { kind: 'json', value: 42 },
  'answers a text': { kind: 'json', value: 'text' },
  'answers a page': { kind: 'text', text: '<h1>Sign in</h1>', contentType: 'text/html' },
  'answers a form, as GitHub does unasked': { kind: 'text', text: 'access_token=x&scope=' },
  'answers 100,000 brackets': { kind: 'text', text: DEEP },
  'sends 100 MB': { kind: 'oversized' },
  redirects: { kind: 'redirect' },
  'redirects and keeps the method': { kind: 'redirect', status: 307 },
  'redirects for good': { kind: 'redirect', status: 301 },
};

describe.each(MAIN_ADAPTERS)('the provider on %s', (adapter) => {
  let app: TestApp;
  /** The same app with little patience. */
  let impatient: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    impatient = await app.another(adapter, { PROVIDER_TIMEOUT_MS: '700' });
  });
  afterAll(async () => {
    await impatient.stop();
    await app.stop();
  });

  /** Logs in while something is wrong at the provider: a page says so, nothing is made, the process lives. */
  async function expectPage(
    provider: ProviderName,
    faults: readonly InjectedFault[],
    { at = app, persona = 'vera' } = {},
  ): Promise<void> {
    const browser = at.browser();
    const url = await app.emulator.approve(await browser.begin(provider), persona);
    const before = await app.rows();
    const scripted = faults.map((fault) => app.emulator.injectFault(fault));
    const answering = browser.request(url);
    const health = await at.browser().request('/health');
    const answer = await answering;
    for (const fault of scripted) fault.clear();
    expect(health.status).toBe(200);
    expect(answer.status).toBe(502);
    expect(answer.body).toMatch(/is not responding/);
    expect(answer.body).toContain('Try again with');
    expect(browser.cookie('access')).toBeUndefined();
    expect(await app.rows()).toEqual(before);
  }

  it.each(Object.entries(FAULTS))(
    'S29 a provider that %s gives a 502 page at every endpoint, and the process lives',
    async (_, fault) => {
      for (const [provider, endpoint] of ENDPOINTS) {
        await expectPage(provider, [{ provider, endpoint, ...fault }]);
      }
    },
  );

  it('S29 a redirect of the provider is not followed', async () => {
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
    ['drips', { kind: 'slow-body', intervalMs: 20 }],
  ])('S29 a provider that %s gives a 502 page within the timeout', async (_, fault) => {
    const begun = Date.now();
    await Promise.all(
      ENDPOINTS.map(([provider, endpoint]) => {
        const persona = `waits-${fault.kind}-${endpoint}-${provider}`;
        app.emulator.addPersona({ id: persona });
        const faults = [{ provider, endpoint, persona, ...fault }];
        return expectPage(provider, faults, { at: impatient, persona });
      }),
    );
    // Seven times what it should take, for a busy machine; without a deadline it would be for ever.
    expect(Date.now() - begun).toBeLessThan(5000);
  });

  it('S29 a provider that is slow at each of its endpoints has one timeout for all of them', async () => {
    const slow = { kind: 'delay', delayMs: 500 } as const;
    const faults: InjectedFault[] = [
      { endpoint: 'token', ...slow },
      { endpoint: 'userinfo', ...slow },
    ];
    await expectPage('google', faults, { at: impatient });
  });

  it('S29 a content type that lies changes nothing', async () => {
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
    ['an object for a token', 'google', 'token', { access_token: {} }],
    ['an empty token', 'github', 'token', { access_token: '' }],
    ['a token that would be a header more', 'google', 'token', { access_token: 'x\r\nX-A: b' }],
    ['a token of 200 KB', 'google', 'token', { access_token: 'x'.repeat(200_000) }],
    ['an error beside the token', 'github', 'token', { access_token: null, error: '<script>' }],
    ['a number for a sub', 'google', 'userinfo', { sub: 7 }],
    ['an empty sub', 'google', 'userinfo', { sub: '' }],
    ['a control character in the sub', 'google', 'userinfo', { sub: 'a\u0000' }],
    ['half a character in the sub', 'google', 'userinfo', { sub: '\ud800' }],
    ['letters beyond ASCII in the sub', 'google', 'userinfo', { sub: 'ａ' }],
    ['a sub of 300 characters', 'google', 'userinfo', { sub: 'x'.repeat(300) }],
    ['no id', 'github', 'user', { id: undefined }],
    ['an id of the text "undefined"', 'github', 'user', { id: 'undefined' }],
    ['a negative id', 'github', 'user', { id: -1 }],
    ['an id beyond what a number holds', 'github', 'user', { id: 2 ** 53 }],
  ])('S29 a provider that answers %s signs nobody in', async (_, provider, endpoint, fields) => {
    await expectPage(provider, [{ provider, endpoint, kind: 'response-fields', fields }]);
  });

  it.each([
    ['another person the second time', '{"sub":"victim","sub":["x"]}'],
    ['a person by the prototype', '{"__proto__":{"sub":"victim"}}'],
    ['a person in a list', '[{"sub":"victim"}]'],
  ])('S29 a provider that names %s signs nobody in', async (_, text) => {
    await expectPage('google', [{ endpoint: 'userinfo', kind: 'text', text }]);
  });
});
