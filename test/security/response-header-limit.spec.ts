import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CapturedLog } from '../support/captured-log.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { TestBrowser } from '../support/test-browser.js';

const PUBLIC_URL = 'https://app.example.com';
const REDIRECT_URI = `com.example.app:/${'callback'.repeat(20)}`;
const LIMIT = 4096;

/** Strict-Transport-Security, which only production sends. */
const HSTS_BYTES = 50;

/** The longest access token of a browser with the default limit. */
const MAX_TOKEN = 1296;

interface MeasuredResponse {
  readonly status: number;
  /** Status line and headers, in bytes. */
  readonly size: number;
}

/** Sends a request as a browser does, and measures the headers of the response. */
function measure(
  browser: TestBrowser,
  path: string,
  form?: Record<string, string>,
): Promise<MeasuredResponse> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = {
    accept: 'text/html',
    cookie,
    ...(form && { origin: PUBLIC_URL, 'content-type': 'application/x-www-form-urlencoded' }),
  };
  const method = form === undefined ? 'GET' : 'POST';
  return new Promise((resolve, reject) => {
    const sent = httpRequest(new URL(path, browser.address), { method, headers }, (response) => {
      const lines = response.rawHeaders.join('').length + 2 * response.rawHeaders.length;
      const size = 'HTTP/1.1 303 See Other\r\n\r\n'.length + lines;
      response.resume().once('end', () => resolve({ status: response.statusCode ?? 0, size }));
    });
    sent.once('error', reject);
    sent.end(form && new URLSearchParams(form).toString());
  });
}

describe.each(MAIN_ADAPTERS)('the headers of a response on %s', (adapter) => {
  let app: TestApp;
  let large: TestApp;

  beforeAll(async () => {
    const variables = { PUBLIC_URL, CLIENT_REDIRECT_URIS: REDIRECT_URI };
    app = await TestApp.start(adapter, variables);
    for (const provider of ['google', 'github'] as const) {
      app.emulator.registerRedirectUri(provider, `${PUBLIC_URL}/auth/${provider}/callback`);
    }
    large = await app.another(adapter, { ...variables, RESPONSE_HEADER_LIMIT: '8192' });
  });
  afterAll(async () => {
    await large.stop();
    await app.stop();
  });

  const open = (instance = app) => new TestBrowser(instance.address, PUBLIC_URL);

  async function callback(browser: TestBrowser, persona: string, returnTo = '/'): Promise<string> {
    const url = await app.emulator.approve(await browser.begin('google', returnTo), persona);
    return url.slice(PUBLIC_URL.length);
  }

  /** Gives the user of a persona a role, so that the access token has about this length, in bytes. */
  async function setTokenLength(persona: string, length: number): Promise<void> {
    app.emulator.addPersona({ id: persona });
    const browser = open();
    await browser.request(await callback(browser, persona));
    const token = browser.cookie('__Host-access') ?? '';
    const { id } = await browser.json<{ id: string }>('/api/me');
    const role = 'r'.repeat(Math.floor(((length - token.length) * 3) / 4) - 3);
    await app.prisma.user.update({ where: { id }, data: { roles: [role] } });
  }

  it('fit into 4 KiB at the end of a login with the longest access token and return path', async () => {
    await setTokenLength('longest', MAX_TOKEN);
    const browser = open();
    // The logins of four other users in this browser.
    browser.cookies.set('__Host-device', Buffer.alloc(4 * 28).toString('base64url'));
    const path = await callback(browser, 'longest', `/${'a'.repeat(1023)}`);
    const cookies = new Map(browser.cookies);
    await browser.request(path);
    expect(browser.cookie('__Host-access')?.length).toBeGreaterThan(MAX_TOKEN - 10);
    browser.cookies.clear();
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    const again = await callback(browser, 'longest', `/${'a'.repeat(1023)}`);
    const { status, size } = await measure(browser, again);
    expect(status).toBe(303);
    expect(size).toBeGreaterThan(3500);
    expect(size).toBeLessThan(LIMIT - HSTS_BYTES);
  });

  it('fit into 4 KiB at the start of a login that replaces the oldest of five', async () => {
    const browser = open();
    const form = {
      returnTo: `/${'a'.repeat(1023)}`,
      prompt: 'select_account',
      login_hint: 'h'.repeat(320),
    };
    for (let tab = 0; tab < 5; tab++) await browser.begin('google');
    const { status, size } = await measure(browser, '/auth/google', form);
    expect(status).toBe(303);
    expect(size).toBeLessThan(LIMIT - HSTS_BYTES);
  });

  it('fit into 4 KiB at the start and the end of a login of a client', async () => {
    const browser = open();
    const form = {
      redirect_uri: REDIRECT_URI,
      code_challenge: 'c'.repeat(43),
      code_challenge_method: 'S256',
      state: 's'.repeat(512),
      prompt: 'select_account',
      login_hint: 'h'.repeat(320),
    };
    const start = await measure(browser, '/auth/google', form);
    const { location } = await browser.submit('/auth/google', form);
    const url = await app.emulator.approve(location, 'vera');
    const end = await measure(browser, url.slice(PUBLIC_URL.length));
    for (const { status, size } of [start, end]) {
      expect(status).toBe(303);
      expect(size).toBeLessThan(LIMIT - HSTS_BYTES);
    }
  });

  it('would not fit with a longer access token: the login fails, and the log says what to change', async () => {
    await setTokenLength('too-long', MAX_TOKEN + 200);
    const log = CapturedLog.start();
    const browser = open();
    expect((await browser.request(await callback(browser, 'too-long'))).status).toBe(500);
    log.stop();
    expect(log.lines.join('\n')).toMatch(
      /access token of 14\d\d bytes, but the limit is 1296\. .*raise responseHeaderLimit/,
    );
  });

  it('may be larger with the option responseHeaderLimit', async () => {
    await setTokenLength('large', 3700);
    const browser = open(large);
    const path = await callback(browser, 'large');
    const { status, size } = await measure(browser, path);
    expect(status).toBe(303);
    expect(size).toBeGreaterThan(4096);
    expect(size).toBeLessThan(8192);
  });
});
