import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';

describe.each(MAIN_ADAPTERS)('a callback without a login of this app on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  it.each([
    ['code=canary&installation_id=canary1&setup_action=install', 'The app was installed'],
    ['installation_id=canary1&setup_action=update', 'The app was installed'],
    ['code=canary&setup_action=install&state=canary-state', 'The app was installed'],
    ['setup_action=request&code=canary', 'The installation was requested'],
    ['error=application_suspended&error_description=canary', 'GitHub did not sign you in'],
    ['error=access_denied', 'GitHub did not sign you in'],
    ['error=canary', 'GitHub did not sign you in'],
    ['setup_action=canary&code=canary', 'We could not confirm this sign-in'],
    ['code=canary', 'We could not confirm this sign-in'],
    ['setup_action[]=install&error[]=canary', 'We could not confirm this sign-in'],
    ['', 'We could not confirm this sign-in'],
  ])('says what happened and how to go on, and exchanges nothing: %s', async (query, title) => {
    for (const browser of [app.browser(), await app.signedIn('github')]) {
      const [rows, cookies] = [await app.rows(), new Map(browser.cookies)];
      app.emulator.clearRequests();
      const { status, body } = await browser.request(`/auth/github/callback?${query}`);
      expect(status).toBe(400);
      expect(body).toContain(`<h1>${title}</h1>`);
      expect(body).toMatch(/(Sign in|Try again) with GitHub/);
      expect(body).toContain('Choose how to sign in');
      expect(body).not.toContain('canary');
      expect(app.emulator.requests).toEqual([]);
      expect(await app.rows()).toEqual(rows);
      expect(browser.cookies).toEqual(cookies);
    }
  });

  it('returns its code to clients that accept JSON', async () => {
    const path = '/auth/github/callback?setup_action=install&installation_id=1&code=x';
    expect(await app.browser().json(path)).toMatchObject({ code: 'app_installed' });
    expect(await app.browser().json('/auth/github/callback?error=x')).toMatchObject({
      code: 'provider_error',
    });
  });

  it('does not affect a login in progress', async () => {
    const browser = app.browser();
    const callback = await app.emulator.approve(await browser.begin('github'), 'vera');
    await browser.request('/auth/github/callback?setup_action=install&code=x');
    await browser.request('/auth/github/callback?error=access_denied');
    expect((await browser.request(callback)).status).toBe(303);
  });

  it('completes a login during which the app was installed', async () => {
    const browser = app.browser();
    const callback = await app.emulator.approve(await browser.begin('github'), 'vera');
    const installed = `${callback}&installation_id=1&setup_action=install`;
    expect((await browser.request(installed)).status).toBe(303);
  });
});
