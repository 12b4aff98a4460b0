import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TransportFault } from '../../src/emulator/index.js';
import { CapturedLog } from '../support/captured-log.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

interface Me {
  readonly id: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
}

describe.each(MAIN_ADAPTERS)('the email address of a GitHub login on %s', (adapter) => {
  let app: TestApp;
  let log: CapturedLog;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    log = CapturedLog.start();
  });
  afterEach(() => {
    log.stop();
    app.emulator.clearFaults();
  });

  /** Completes a login. `scope` replaces the scopes that the user grants. */
  async function logIn(
    browser: TestBrowser,
    persona: string,
    scope?: string,
  ): Promise<TestResponse> {
    const url = new URL(await browser.begin('github'));
    if (scope !== undefined) url.searchParams.set('scope', scope);
    return browser.request(await app.emulator.approve(url.href, persona));
  }

  async function me(persona: string, scope?: string): Promise<Me> {
    const browser = app.browser();
    expect((await logIn(browser, persona, scope)).status).toBe(303);
    return browser.json<Me>('/api/me');
  }

  const refuse = (fault: TransportFault) =>
    app.emulator.injectFault({ provider: 'github', endpoint: 'emails', ...fault });

  it('is null when a GitHub App has no permission, and the log names the permission', async () => {
    refuse({ kind: 'status', status: 403, body: 'json' });
    app.emulator.addPersona({ id: 'no-permission' });
    expect(await me('no-permission')).toMatchObject({ email: null, emailVerified: false });
    const lines = log.lines.filter((line) => line.includes('"Email addresses"'));
    expect(lines).toEqual([
      expect.stringMatching(
        /^The login continues without "emails" of GitHub: 127\.0\.0\.1:\d+ returned 403\b.* grant the account permission "Email addresses" \(read-only\) to the GitHub App/,
      ),
    ]);
  });

  it('is null when the user does not grant the scope user:email', async () => {
    app.emulator.addPersona({ id: 'no-scope' });
    expect(await me('no-scope', 'read:user')).toMatchObject({ email: null });
    expect(log.lines.join('\n')).toContain('the scope user:email to the OAuth app');
  });

  it('is kept when a later login does not receive one', async () => {
    app.emulator.addPersona({ id: 'later-refused' });
    const before = await me('later-refused');
    refuse({ kind: 'status', status: 403 });
    app.emulator.updatePersona('later-refused', { name: 'New Name' });
    expect(await me('later-refused')).toEqual({
      ...before,
      name: 'New Name',
      sessionId: expect.any(String),
    });
    app.emulator.clearFaults();
    app.emulator.updatePersona('later-refused', { github: { emails: [] } });
    expect(await me('later-refused')).toMatchObject({ id: before.id, email: null });
  });

  it.each([
    ['a work address when the primary one is unverified', 'pia', 'pia@work.example.com'],
    ['the primary one of several', 'rory', 'rory@example.com'],
    [
      'a noreply address when there is no other',
      'nora',
      '9000000106+nora@users.noreply.github.com',
    ],
  ])('is %s', async (_, persona, email) => {
    expect(await me(persona)).toMatchObject({ email, emailVerified: true });
  });

  it('is a verified address that accepts email when no address is primary', async () => {
    const address = (email: string, verified = true) => ({
      email,
      verified,
      primary: false,
      visibility: null,
    });
    app.emulator.addPersona({
      id: 'no-primary',
      github: {
        emails: [
          address('unverified@example.com', false),
          address('7+x@users.noreply.github.com'),
          address('verified@example.com'),
        ],
      },
    });
    const expected = { email: 'verified@example.com', emailVerified: true };
    expect(await me('no-primary')).toMatchObject(expected);
  });

  it.each<[string, TransportFault]>([
    ['the access token is rejected', { kind: 'status', status: 401 }],
    ['GitHub fails', { kind: 'status', status: 500 }],
    [
      'the rate limit is exceeded, which GitHub reports with 403',
      { kind: 'status', status: 403, headers: { 'x-ratelimit-remaining': '0' } },
    ],
  ])('fails the login when %s', async (_, fault) => {
    refuse(fault);
    const { status, headers } = await logIn(app.browser(), 'vera');
    expect([status, headers.get('retry-after')]).toEqual([502, null]);
  });

  it.each([
    [429, '30', '30', 'in 30 seconds.'],
    [503, '240', '240', 'in 4 minutes.'],
    [403, '30', '30', 'in 30 seconds.'],
    [503, '999999999', null, 'in a moment.'],
    [429, 'canary', null, 'in a moment.'],
  ])(
    'fails the login when GitHub returns %s with Retry-After: %s, and the page says when to try again',
    async (status, header, expected, text) => {
      refuse({ kind: 'status', status, headers: { 'retry-after': header } });
      const { status: ours, headers, body } = await logIn(app.browser(), 'vera');
      expect([ours, headers.get('retry-after')]).toEqual([502, expected]);
      expect(body).toContain(`please try again ${text}`);
      expect(body).not.toContain('canary');
    },
  );

  it('fails the login when Retry-After is a date, and the response contains the number of seconds', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    app.emulator.injectFault({
      provider: 'google',
      endpoint: 'token',
      kind: 'status',
      status: 503,
      headers: { 'retry-after': date },
    });
    const browser = app.browser();
    const callback = await app.emulator.approve(await browser.begin('google'), 'vera');
    const { status, headers } = await browser.request(callback);
    expect(status).toBe(502);
    expect(headers.get('retry-after')).toMatch(/^(5\d|60)$/);
  });
});
