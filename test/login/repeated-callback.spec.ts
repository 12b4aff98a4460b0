import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneBrowser } from '../support/requests.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

describe.each(MAIN_ADAPTERS)('a callback that is opened again on %s', (adapter) => {
  let app: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    other = await app.another(adapter);
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
  });

  async function signedIn(): Promise<{ browser: TestBrowser; url: string; callback: string }> {
    const browser = app.browser();
    const url = await browser.begin('google');
    const callback = await app.emulator.approve(url, 'vera');
    expect((await browser.request(callback)).status).toBe(303);
    return { browser, url, callback };
  }

  /** Expects that the browser is redirected to the account page, and that nothing changes. */
  async function expectAccountPage(browser: TestBrowser, callback: string): Promise<void> {
    const [rows, cookies] = [await app.rows(), new Map(browser.cookies)];
    app.emulator.clearRequests();
    expect(await browser.request(callback)).toMatchObject({ status: 303, location: '/' });
    expect(app.emulator.requests).toEqual([]);
    expect(await app.rows()).toEqual(rows);
    expect(browser.cookies).toEqual(cookies);
    expect((await browser.request('/')).status).toBe(200);
  }

  it('redirects to the account page in the browser that it has signed in', async () => {
    const { browser, callback } = await signedIn();
    await expectAccountPage(browser, callback);
    await expectAccountPage(cloneBrowser(other, browser), callback);
  });

  it('redirects there with another code, which the provider issues when the user goes back to it', async () => {
    const { browser, url } = await signedIn();
    await expectAccountPage(browser, await app.emulator.approve(url, 'vera'));
    await expectAccountPage(browser, await app.emulator.deny(url));
  });

  it('redirects there hours later, with an expired access cookie and after refreshes', async () => {
    const { browser, callback } = await signedIn();
    browser.cookies.delete('access');
    await expectAccountPage(browser, callback);
    await browser.submit('/auth/refresh');
    await app.moveClock(3 * 60 * 60);
    browser.cookies.delete('access');
    await expectAccountPage(browser, callback);
    await app.moveClock(0);
  });

  it('is no longer valid after signing out, and when the session was revoked elsewhere', async () => {
    const { browser, callback } = await signedIn();
    const copy = cloneBrowser(app, browser);
    await browser.submit('/auth/logout');
    for (const signedOut of [browser, copy]) {
      const { status, body } = await signedOut.request(callback);
      expect(status).toBe(400);
      expect(body).toContain('This sign-in is no longer valid');
    }
  });

  it('is no longer valid in a browser that another login has signed in', async () => {
    const { callback } = await signedIn();
    const { browser } = await signedIn();
    const cookies = new Map(browser.cookies);
    expect((await browser.request(callback)).status).toBe(400);
    expect((await browser.request(callback.replace(/state=[^&]+/, 'state=x.y'))).status).toBe(400);
    expect(browser.cookies).toEqual(cookies);
  });
});
