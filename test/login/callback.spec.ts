import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

describe.each(ADAPTERS)('a callback on %s', (adapter) => {
  let app: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    browser = app.browser();
  });

  const callback = async (provider: 'google' | 'github' = 'google', from = browser) =>
    new URL(await app.standIn.approve(await from.begin(provider), 'vera'));

  /** What every refused callback has in common: a page, nothing signed in, no row, nothing asked of the provider. */
  async function expectRefused(url: URL | string, title: RegExp, calls = 0): Promise<void> {
    const before = await app.rows();
    app.standIn.clearRequests();
    const answer = await browser.request(String(url));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatch(title);
    expect(answer.body).toMatch(/Support code/);
    expect(answer.body).toContain('Choose how to sign in');
    expect(browser.cookie('access')).toBeUndefined();
    expect(await app.rows()).toEqual(before);
    expect(app.standIn.requests).toHaveLength(calls);
  }

  const EXPIRED = /This sign-in is no longer valid/;
  const REFUSED = /We could not confirm this sign-in/;

  it('is refused in a browser that did not begin it', async () => {
    const attacker = app.browser();
    await expectRefused(await callback('google', attacker), EXPIRED);
  });

  it('is refused in a browser that began another one', async () => {
    const attacker = app.browser();
    await browser.begin('google');
    await expectRefused(await callback('google', attacker), EXPIRED);
  });

  it('is good once', async () => {
    const url = await callback();
    const cookies = new Map(browser.cookies);
    expect((await browser.request(String(url))).status).toBe(303);
    browser = app.browser();
    await expectRefused(url, EXPIRED);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    await expectRefused(url, EXPIRED, 1);
  });

  it('is good once, even when the provider grants a second code for the same attempt', async () => {
    const authorizeUrl = await browser.begin('google');
    const cookies = new Map(browser.cookies);
    const first = await app.standIn.approve(authorizeUrl, 'vera');
    const second = await app.standIn.approve(authorizeUrl, 'vera');
    expect((await browser.request(first)).status).toBe(303);
    browser = app.browser();
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    await expectRefused(second, EXPIRED, 2);
  });

  it('is refused after ten minutes', async () => {
    const url = await callback();
    app.moveClock(601);
    await expectRefused(url, EXPIRED);
    app.moveClock(0);
  });

  it("is refused with another provider's state", async () => {
    const url = await callback('google');
    url.pathname = '/auth/github/callback';
    await expectRefused(url, REFUSED);
  });

  it('is refused with a code that was issued to another attempt', async () => {
    const stolen = (await callback('google', app.browser())).searchParams.get('code') ?? '';
    const url = await callback();
    url.searchParams.set('code', stolen);
    await expectRefused(url, EXPIRED, 1);
  });

  it.each([
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['an empty state', (url: URL) => url.searchParams.set('state', '')],
    [
      'two states',
      (url: URL) => url.searchParams.append('state', url.searchParams.get('state') ?? ''),
    ],
    ['two codes', (url: URL) => url.searchParams.append('code', 'x')],
    ['neither code nor error', (url: URL) => url.searchParams.delete('code')],
    ['code and error', (url: URL) => url.searchParams.set('error', 'access_denied')],
    ['a code of 10 KB', (url: URL) => url.searchParams.set('code', 'x'.repeat(10_000))],
    ['the iss of somebody else', (url: URL) => url.searchParams.set('iss', 'https://e.example')],
    ['two iss', (url: URL) => url.searchParams.append('iss', 'https://accounts.google.com')],
    [
      'another secret half of the state',
      (url: URL) =>
        url.searchParams.set('state', `${url.searchParams.get('state')?.split('.')[0]}.x`),
    ],
  ])('is refused with %s', async (_, change) => {
    const url = await callback();
    change(url);
    await expectRefused(url, REFUSED);
  });

  it('with a forged state leaves the attempt of the person alone', async () => {
    const url = await callback();
    await browser.request('/auth/google/callback?code=x&state=forged.x');
    expect((await browser.request(String(url))).status).toBe(303);
  });

  it('is refused when its cookie was altered', async () => {
    const url = await callback();
    const [name = ''] = browser.attempts();
    browser.cookies.set(
      name,
      (browser.cookies.get(name) ?? '').replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
    );
    await expectRefused(url, REFUSED);
  });

  it('of a person who cancelled says so and offers another try', async () => {
    const authorizeUrl = await browser.begin('github', '/?tab=1');
    const url = await app.standIn.deny(authorizeUrl);
    const answer = await browser.request(url);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('The sign-in at GitHub was cancelled');
    expect(answer.body).toContain('Try again with GitHub');
    expect(answer.body).toContain('value="/?tab=1"');
  });

  it('shows and logs nothing of an error text that a stranger wrote', async () => {
    const answer = await browser.request(
      '/auth/google/callback?error=x&error_description=%3Cscript%3Ecanary',
    );
    expect(answer.status).toBe(400);
    expect(answer.body).not.toContain('canary');
  });

  it('ignores the host that a request claims to be for', async () => {
    const answer = await browser.submit(
      '/auth/google',
      {},
      {
        'x-forwarded-host': 'e.example',
        'x-forwarded-proto': 'https',
        forwarded: 'host=e.example',
      },
    );
    expect(new URL(answer.location).searchParams.get('redirect_uri')).toBe(
      `${app.origin}/auth/google/callback`,
    );
  });

  describe('when the provider is unwell', () => {
    const faults = [
      { kind: 'status', status: 500 },
      { kind: 'status', status: 503, body: 'json' },
      { kind: 'cut' },
      { kind: 'cut', when: 'mid-body' },
      { kind: 'garbage' },
      { kind: 'empty' },
      { kind: 'json', value: null },
      { kind: 'json', value: [null] },
      { kind: 'json', value: [] },
      { kind: 'json', value: 42 },
      { kind: 'oversize' },
      { kind: 'redirect' },
      { kind: 'redirect', status: 307 },
    ] as const;
    const endpoints = [
      ['google', 'token'],
      ['google', 'userinfo'],
      ['github', 'token'],
      ['github', 'user'],
      ['github', 'emails'],
    ] as const;
    const cases = endpoints.flatMap(([provider, endpoint]) =>
      faults
        // An account without addresses is no fault of GitHub's.
        .filter(
          (fault) =>
            !(
              endpoint === 'emails' &&
              fault.kind === 'json' &&
              JSON.stringify(fault.value) === '[]'
            ),
        )
        .map((fault) => [provider, endpoint, JSON.stringify(fault), fault] as const),
    );

    it.each(cases)(
      '(%s %s: %s) shows a page and lives on',
      async (provider, endpoint, _, fault) => {
        const url = await callback(provider);
        const before = await app.rows();
        app.standIn.fault({ provider, endpoint, ...fault });
        const answer = await browser.request(String(url));
        app.standIn.clearFaults();
        expect(answer.status).toBe(502);
        expect(answer.body).toMatch(/is not answering properly/);
        expect(answer.body).toContain('Try again with');
        expect(await app.rows()).toEqual(before);
        expect((await browser.request('/health')).status).toBe(200);
      },
    );

    it.each([
      ['sub', 'google', 'userinfo', { sub: 7 }],
      ['sub, but a control character,', 'google', 'userinfo', { sub: 'a\u0000' }],
      ['sub, but half a character,', 'google', 'userinfo', { sub: '\ud800' }],
      ['id', 'github', 'user', { id: undefined }],
      ['access_token', 'google', 'token', { access_token: {} }],
    ] as const)('is refused without a usable %s', async (_, provider, endpoint, fields) => {
      const url = await callback(provider);
      app.standIn.fault({ provider, endpoint, kind: 'fields', fields });
      const answer = await browser.request(String(url));
      app.standIn.clearFaults();
      expect(answer.status).toBe(502);
    });
  });
});

describe.each(ADAPTERS)('a provider that never ends its answer, on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter, { PROVIDER_TIMEOUT_MS: '700' });
  });
  afterAll(() => app.stop());

  it.each(['token', 'userinfo'] as const)(
    'at %s: the person sees a page within the timeout',
    async (endpoint) => {
      for (const fault of [{ kind: 'hang' }, { kind: 'drip', everyMs: 20 }] as const) {
        const browser = app.browser();
        const url = await app.standIn.approve(await browser.begin('google'), 'vera');
        app.standIn.fault({ endpoint, ...fault });
        const begin = Date.now();
        const [answer, health] = await Promise.all([
          browser.request(url),
          app.browser().request('/health'),
        ]);
        app.standIn.clearFaults();
        expect(answer.status).toBe(502);
        expect(health.status).toBe(200);
        expect(Date.now() - begin).toBeLessThan(5000);
      }
    },
  );
});
