import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CapturedLog } from '../support/captured-log.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { TestBrowser, type RequestOptions } from '../support/test-browser.js';

const SUPPORT_CODE = /[0-9A-Z]{4}-[0-9A-Z]{4}/;
const OTHER_HOST = 'The Host header is not the host of PUBLIC_URL';

describe.each(MAIN_ADAPTERS)(
  'the log line under the support code of a failed login on %s',
  (adapter) => {
    let app: TestApp;
    let browser: TestBrowser;
    let log: CapturedLog;

    beforeAll(async () => {
      app = await TestApp.start(adapter);
    });
    afterAll(() => app.stop());
    beforeEach(() => {
      browser = app.browser();
      log = CapturedLog.start();
    });
    afterEach(async () => {
      log.stop();
      await app.moveClock(0);
    });

    const startLogin = async (startedBy = browser) =>
      new URL(await app.emulator.approve(await startedBy.begin('google'), 'vera'));

    /** Sends a callback that fails. Returns the line of its support code, which must not quote the request. */
    async function logLine(url: URL | string, options: RequestOptions = {}, sentBy = browser) {
      const { body } = await sentBy.request(String(url), options);
      const lines = log.linesWith(SUPPORT_CODE.exec(body)?.[0] ?? 'none');
      expect(lines).toHaveLength(1);
      const values = [
        ...new URL(String(url), app.origin).searchParams.values(),
        ...sentBy.cookies.values(),
      ];
      for (const value of values.filter((text) => text.length > 9)) {
        expect(lines[0]).not.toContain(value);
      }
      return lines[0] ?? '';
    }

    it('says that the browser sends no cookies, and when the login started', async () => {
      const line = await logLine(await startLogin(app.browser()));
      expect(line).toMatch(/^login_expired .*\. It has no cookies at all: they are blocked, or/);
      expect(line).toMatch(/\. The login started \d s ago$/);
    });

    it('says that the browser sends only cookies of other applications', async () => {
      browser.cookies.set('theirs', 'x');
      const line = await logLine(await startLogin(app.browser()));
      expect(line).toContain('It has cookies, but none of this app');
    });

    it('says that the browser has no login in progress after the user has signed in and out', async () => {
      const url = await startLogin();
      await browser.request(String(url));
      await browser.submit('/auth/logout');
      expect(await logLine(url)).toContain(
        'The browser has no login in progress: this login was completed',
      );
    });

    it('counts the other logins that the browser has in progress', async () => {
      await browser.begin('google');
      expect(await logLine(await startLogin(app.browser()))).toContain('has 1 other in progress');
      await browser.begin('google');
      expect(await logLine(await startLogin(app.browser()))).toContain('has 2 other in progress');
    });

    it('says that the cookie of the login has expired', async () => {
      const url = await startLogin(app.browser());
      await app.moveClock(14 * 60);
      const line = await logLine(url);
      expect(line).toContain('The login started 14 minutes ago, but its cookie expires after 10');
    });

    it('suspects the clocks when the login starts in the future', async () => {
      await app.moveClock(100);
      const url = await startLogin(app.browser());
      await app.moveClock(0);
      expect(await logLine(url)).toMatch(/starts (99|100) s in the future. Check that the clocks/);
    });

    it('says that the state was not created by the app, without quoting it', async () => {
      const line = await logLine('/auth/google/callback?code=canary-code&state=canarystate.x');
      expect(line).toContain('The state was not created by this app');
    });

    it('says that the Host header is not the public host, without quoting it', async () => {
      const other = new TestBrowser(app.address.replace('localhost', '127.0.0.1'), app.origin);
      const line = await logLine(await startLogin(app.browser()), {}, other);
      expect(line).toContain(OTHER_HOST);
      expect(line).not.toContain('127.0.0.1');
      expect(await logLine(await startLogin(app.browser()))).not.toContain(OTHER_HOST);
    });

    it('says for how long the login has been expired, and suspects the clocks when it is long', async () => {
      const url = await startLogin();
      await app.moveClock(610);
      expect(await logLine(url)).toMatch(/older than 10 minutes. It expired \d+ s ago$/);
      await app.moveClock(700);
      expect(await logLine(url)).toMatch(
        /expired (99|100|101) s ago, but the browser still sends it. Check that the clocks/,
      );
    });

    it('suspects another APP_SECRET when the login cannot be decrypted', async () => {
      const secret = 'N3w-S3cr3t-0f-th3-App-Rq7Zt2Lm9Xc4V';
      const other = await app.another(adapter, {
        APP_SECRET: `${secret},${app.variables['APP_SECRET']}`,
      });
      log.stop();
      log = CapturedLog.start();
      const otherBrowser = other.browser();
      const url = await startLogin(otherBrowser);
      for (const [name, value] of otherBrowser.cookies) browser.cookies.set(name, value);
      const line = await logLine(url);
      await other.stop();
      expect(line).toMatch(/^login_refused .*cannot be decrypted. APP_SECRET was replaced without/);
    });

    it('names both providers when the callback is for another one', async () => {
      const url = await startLogin();
      url.pathname = '/auth/github/callback';
      expect(await logLine(url)).toContain('started with google, but the callback is for github');
    });

    it.each([
      ['server_error', 'the error server_error'],
      ['interaction_required', 'the error interaction_required'],
      ['canary_error', 'an unregistered error'],
    ])('quotes the error %s of a provider only if it is registered', async (error, words) => {
      const url = await startLogin();
      url.searchParams.delete('code');
      url.searchParams.set('error', error);
      url.searchParams.set('error_description', 'canary description');
      const { body } = await browser.request(String(url));
      const [line = ''] = log.linesWith(SUPPORT_CODE.exec(body)?.[0] ?? 'none');
      expect(line).toMatch(new RegExp(`: the provider returned ${words}$`));
      expect(line).not.toContain('canary');
    });

    it('contains name and code of the cause, but not its message', async () => {
      const url = await startLogin();
      const fault = app.emulator.injectFault({
        provider: 'google',
        endpoint: 'token',
        kind: 'connection-reset',
      });
      const line = await logLine(url);
      fault.clear();
      expect(line).toMatch(/^provider_unavailable .* is unreachable, caused by Error ECONNRESET$/);
    });
  },
);

describe.each(MAIN_ADAPTERS)('behind a proxy that does not forward https, on %s', (adapter) => {
  const PUBLIC_URL = 'https://app.example';

  it('the log names the cause, and X-Forwarded-Proto has no other effect', async () => {
    const app = await TestApp.start(adapter, { PUBLIC_URL });
    const log = CapturedLog.start();
    const browser = new TestBrowser(app.address, PUBLIC_URL);
    const started = await browser.submit('/auth/google', {}, { 'x-forwarded-proto': 'http' });
    const { searchParams } = new URL(started.location);
    expect(searchParams.get('redirect_uri')).toBe(`${PUBLIC_URL}/auth/google/callback`);
    const url = `/auth/google/callback?code=x&state=${searchParams.get('state')}`;
    browser.cookies.clear();
    for (const [proto, expected] of [
      ['http', true],
      ['http, https', true],
      ['https', false],
    ] as const) {
      await browser.request(url, { headers: { 'x-forwarded-proto': proto } });
      expect(log.lines.at(-1)?.includes('X-Forwarded-Proto is http, but')).toBe(expected);
    }
    log.stop();
    await app.stop();
  });
});
