import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CapturedLog } from '../support/captured-log.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import { TestBrowser, type RequestOptions } from '../support/test-browser.js';

const ELSEWHERE = 'names another host than PUBLIC_URL';

describe.each(ADAPTERS)('the log explains under its support code, on %s,', (adapter) => {
  let app: TestApp;
  let browser: TestBrowser;
  let log: CapturedLog;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    browser = app.browser();
    log = CapturedLog.begin();
  });
  afterEach(async () => {
    log.end();
    await app.moveClock(0);
  });

  const callback = async (from = browser) =>
    new URL(await app.emulator.approve(await from.begin('google'), 'vera'));

  /** @returns the line that the support code on the answer's page leads to. */
  async function explanation(url: URL | string, options: RequestOptions = {}, by = browser) {
    const { body } = await by.request(String(url), options);
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(body)?.[0] ?? 'none';
    const lines = log.under(code);
    expect(lines).toHaveLength(1);
    const secrets = [...new URL(String(url), app.origin).searchParams.values()];
    for (const secret of [...secrets, ...by.cookies.values()].filter((text) => text.length > 9)) {
      expect(lines[0]).not.toContain(secret);
    }
    return lines[0] ?? '';
  }

  it('a browser without any cookie', async () => {
    const line = await explanation(await callback(app.browser()));
    expect(line).toMatch(/^login_expired .* ← it sent no cookie at all: they are blocked, or/);
    expect(line).toMatch(/ ← by its name it was begun \d s ago$/);
  });

  it('a browser with cookies, but none of ours', async () => {
    browser.cookies.set('theirs', 'x');
    expect(await explanation(await callback(app.browser()))).toContain('cookies but none of ours');
  });

  it('an attempt that was used', async () => {
    const url = await callback();
    await browser.request(String(url));
    expect(await explanation(url)).toContain('it knows us but has no attempt open: this one was');
  });

  it('a browser that has other attempts open', async () => {
    await browser.begin('google');
    expect(await explanation(await callback(app.browser()))).toContain('it has one other attempt');
    await browser.begin('google');
    expect(await explanation(await callback(app.browser()))).toContain('it has 2 other attempts');
  });

  it('an attempt that the browser dropped because it was over', async () => {
    const url = await callback(app.browser());
    await app.moveClock(14 * 60);
    expect(await explanation(url)).toContain('it was begun 14 minutes ago, and the browser has');
  });

  it('an attempt that begins in the future', async () => {
    await app.moveClock(100);
    const url = await callback(app.browser());
    await app.moveClock(0);
    expect(await explanation(url)).toMatch(/begins in (99|100) s: do the clocks of the instances/);
  });

  it('a name that we never gave, without quoting it', async () => {
    const line = await explanation('/auth/google/callback?code=canary-code&state=canarystate.x');
    expect(line).toContain('the name is not one that we give');
  });

  it('another host than the public one, without quoting it', async () => {
    const other = new TestBrowser(app.address.replace('localhost', '127.0.0.1'), app.origin);
    const line = await explanation(await callback(app.browser()), {}, other);
    expect(line).toContain(ELSEWHERE);
    expect(line).not.toContain('127.0.0.1');
    expect(await explanation(await callback(app.browser()))).not.toContain(ELSEWHERE);
  });

  it('an attempt that is over, by how much, and whether clocks may differ', async () => {
    const url = await callback();
    await app.moveClock(610);
    expect(await explanation(url)).toMatch(/older than ten minutes ← it was over \d+ s ago$/);
    await app.moveClock(700);
    expect(await explanation(url)).toMatch(
      /over (99|100|101) s ago ← the browser still had it: do/,
    );
  });

  it('an attempt sealed under another secret', async () => {
    const secret = 'N3w-S3cr3t-0f-th3-App-Rq7Zt2Lm9Xc4V';
    const other = await app.another(adapter, {
      APP_SECRET: `${secret},${app.variables['APP_SECRET']}`,
    });
    log.end();
    log = CapturedLog.begin();
    const there = other.browser();
    const url = await callback(there);
    for (const [name, value] of there.cookies) browser.cookies.set(name, value);
    const line = await explanation(url);
    await other.stop();
    expect(line).toMatch(/^login_refused .*not sealed by this app ← another APP_SECRET sealed it/);
  });

  it('another provider, and which', async () => {
    const url = await callback();
    url.pathname = '/auth/github/callback';
    expect(await explanation(url)).toContain('google began it, the answer came to github');
  });

  it.each([
    ['server_error', 'server_error'],
    ['interaction_required', 'interaction_required'],
    ['canary_error', 'an unregistered error'],
  ])('the error %s of a provider, if it is a known one', async (error, words) => {
    const url = await callback();
    url.searchParams.delete('code');
    url.searchParams.set('error', error);
    url.searchParams.set('error_description', 'canary description');
    const { body } = await browser.request(String(url));
    const [line = ''] = log.under(/[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(body)?.[0] ?? 'none');
    expect(line).toMatch(new RegExp(`answered the login with an error ← ${words}$`));
    expect(line).not.toContain('canary');
  });
});

describe.each(ADAPTERS)('behind a proxy that loses the scheme, on %s', (adapter) => {
  const PUBLIC_URL = 'https://app.example';

  it('the log says so, and believes it in nothing else', async () => {
    const app = await TestApp.start(adapter, { PUBLIC_URL });
    const log = CapturedLog.begin();
    const browser = new TestBrowser(app.address, PUBLIC_URL);
    const begun = await browser.submit('/auth/google', {}, { 'x-forwarded-proto': 'http' });
    const { searchParams } = new URL(begun.location);
    expect(searchParams.get('redirect_uri')).toBe(`${PUBLIC_URL}/auth/google/callback`);
    const url = `/auth/google/callback?code=x&state=${searchParams.get('state')}`;
    browser.cookies.clear();
    for (const [proto, expected] of [
      ['http', true],
      ['http, https', true],
      ['https', false],
    ] as const) {
      await browser.request(url, { headers: { 'x-forwarded-proto': proto } });
      expect(log.lines.at(-1)?.includes('came over http while PUBLIC_URL is https')).toBe(expected);
    }
    log.end();
    await app.stop();
  });
});
