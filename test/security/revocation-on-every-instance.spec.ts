import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserAdministration } from '../../src/social-auth/index.js';
import { clientCode, newVerifier, redeem } from '../support/native-client.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { bearerStatus, browserWith, refresh } from '../support/requests.js';

interface Me {
  id: string;
  sessionId: string;
}

describe.each(MAIN_ADAPTERS)('a revocation on one of two instances on %s', (adapter) => {
  let app: TestApp;
  let other: TestApp;
  let administration: UserAdministration;

  beforeAll(async () => {
    const variables = { CLIENT_REDIRECT_URIS: 'com.example.app:/callback' };
    app = await TestApp.start(adapter, variables);
    other = await app.another(adapter, variables);
    administration = app.app.get(UserAdministration, { strict: false });
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
  });

  const me = (browser: TestBrowser) => browser.json<Me>('/api/me');

  /** Expects that the tokens of a session are rejected at once here, and within a second on the other instance. */
  async function expectRevoked(browser: TestBrowser, end: () => Promise<unknown>): Promise<void> {
    const access = browser.cookie('access');
    const cookies = { refresh: browser.cookie('refresh') };
    expect(await bearerStatus(other, access)).toBe(200);
    await end();
    expect(await bearerStatus(app, access)).toBe(401);
    await expect.poll(() => bearerStatus(other, access), { timeout: 1000, interval: 5 }).toBe(401);
    for (const instance of [app, other]) {
      expect((await refresh(browserWith(instance, cookies))).status).toBe(401);
      expect((await browserWith(instance, cookies).request('/')).location).toBe('/login');
    }
  }

  it('S25 logout revokes the tokens of the session on every instance', async () => {
    const browser = await app.signedIn('google');
    await expectRevoked(browser, () => browser.submit('/auth/logout'));
  });

  it('S25 revoking a session on another device revokes its tokens on every instance', async () => {
    const [phone, laptop] = [await app.signedIn('google'), await app.signedIn('google')];
    const { sessionId } = await me(phone);
    await expectRevoked(phone, () =>
      laptop.request(`/auth/sessions/${sessionId}`, {
        method: 'DELETE',
        headers: { origin: app.origin },
      }),
    );
    expect((await laptop.request('/')).status).toBe(200);
  });

  it('S25 "sign out everywhere" revokes the tokens of all sessions on every instance', async () => {
    const [phone, laptop] = [await app.signedIn('google'), await app.signedIn('google')];
    const verifier = newVerifier();
    const code = await clientCode(app, verifier);
    await expectRevoked(phone, () => laptop.submit('/auth/logout', { everywhere: 'true' }));
    expect(await bearerStatus(app, laptop.cookie('access'))).toBe(401);
    expect((await redeem(app, code, verifier)).status).toBe(400);
    expect((await laptop.request('/login')).body).toContain('signed out everywhere');
  });

  it('S25 disabling a user revokes all tokens on every instance, and unused codes', async () => {
    const persona = 'nemo';
    const browser = await app.signedIn('google', persona);
    const verifier = newVerifier();
    const code = await clientCode(app, verifier, persona);
    const { id } = await me(browser);
    await expectRevoked(browser, () => administration.disable(id));
    expect((await redeem(app, code, verifier)).status).toBe(400);
    await expect(app.signedIn('google', persona)).rejects.toThrow(/403/);
  });
});
