import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refresh } from '../support/requests.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { RequestOptions, TestBrowser } from '../support/test-browser.js';

/** Callbacks of one login in a minute, by default. */
const CALLBACK_LIMIT = 20;

/** Requests whose response the user may never see. */
const SPECULATIVE: readonly (readonly [string, RequestOptions])[] = [
  ['a HEAD request', { method: 'HEAD' }],
  ['a prefetch', { headers: { 'sec-purpose': 'prefetch' } }],
  ['a prerender', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
  ['a prefetch of an older Chromium', { headers: { purpose: 'prefetch' } }],
  ['a prefetch of Firefox', { headers: { 'x-moz': 'prefetch' } }],
  ['a preview of Safari', { headers: { 'x-purpose': 'preview' } }],
];

describe.each(MAIN_ADAPTERS)('speculative requests on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  async function withExpiredAccess(): Promise<TestBrowser> {
    const browser = await app.signedIn('google');
    browser.cookies.delete('access');
    return browser;
  }

  describe.each(SPECULATIVE)('%s', (_, options) => {
    it('S42 does not complete a login', async () => {
      const browser = app.browser();
      const callback = await app.emulator.approve(await browser.begin('google'), 'vera');
      const [before, cookies] = [await app.rows(), new Map(browser.cookies)];
      expect((await browser.request(callback, options)).status).toBe(403);
      expect(await app.rows()).toEqual(before);
      expect(browser.cookies).toEqual(cookies);
      expect(await browser.request(callback)).toMatchObject({ status: 303, location: '/' });
      expect((await browser.request('/')).status).toBe(200);
    });

    it('S42 does not use up the rate limit of callbacks', async () => {
      const browser = app.browser();
      const callback = await app.emulator.approve(await browser.begin('google'), 'vera');
      for (let count = 0; count <= CALLBACK_LIMIT; count++) {
        await browser.request(callback, options);
      }
      expect((await browser.request(callback)).status).toBe(303);
    });

    it('S42 is served with an expired access cookie, and changes no cookie', async () => {
      const browser = await withExpiredAccess();
      const cookies = new Map(browser.cookies);
      for (const path of ['/', '/login?prompt=login', '/auth/sessions']) {
        const { status, headers } = await browser.request(path, options);
        expect([path, status]).toEqual([path, 200]);
        expect(headers.getSetCookie()).toEqual([]);
      }
      expect(browser.cookies).toEqual(cookies);
      expect((await refresh(browser)).status).toBe(200);
    });

    it('S42 keeps the cookies of a revoked session, and its notice for the page that is opened', async () => {
      const browser = await withExpiredAccess();
      const copy = app.browser();
      for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
      await browser.submit('/auth/logout');
      expect(browser.cookie('notice')).toBe('signed_out');
      expect((await browser.request('/login', options)).body).not.toContain('You are signed out.');
      expect((await browser.request('/login')).body).toContain('You are signed out.');
      expect(await copy.request('/', options)).toMatchObject({ status: 303 });
      expect(copy.cookie('refresh')).toBeDefined();
      expect((await copy.request('/')).status).toBe(303);
      expect(copy.cookie('refresh')).toBeUndefined();
    });
  });

  it('a request of a script or an image renews the access cookie and keeps the refresh token', async () => {
    for (const destination of ['empty', 'image', 'script']) {
      const browser = await withExpiredAccess();
      const token = browser.cookie('refresh');
      const headers = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': destination };
      expect((await browser.request('/auth/sessions', { headers })).status).toBe(200);
      expect(browser.cookie('access')).toBeDefined();
      expect(browser.cookie('refresh')).toBe(token);
    }
  });

  it('a POST request of a form or a script replaces the refresh token', async () => {
    for (const headers of [{ 'sec-fetch-dest': 'document' }, { 'sec-fetch-dest': 'empty' }]) {
      const browser = await withExpiredAccess();
      const token = browser.cookie('refresh');
      expect((await browser.submit('/auth/sessions/end-others', {}, headers)).status).toBe(303);
      expect(browser.cookie('refresh')).not.toBe(token);
    }
  });

  it('a link on another site shows the page after another tab has refreshed, or after a lost response', async () => {
    const browser = await withExpiredAccess();
    const replaced = browser.cookie('refresh') ?? '';
    expect((await refresh(browser)).status).toBe(200);
    const other = app.browser();
    const headers = { 'sec-fetch-site': 'cross-site' };
    for (const seconds of [0, 60]) {
      await app.moveClock(seconds);
      other.cookies.clear();
      other.cookies.set('refresh', replaced);
      expect((await other.request('/', { headers })).status).toBe(200);
      expect(other.cookie('refresh')).toBe(replaced);
    }
    await app.moveClock(0);
  });
});
