import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import type { TestApp } from '../support/test-app.js';
import { call, CALENDARS, errorOf, startConsent, startTokensApp } from './tokens-app.js';

describe.each(MAIN_ADAPTERS)('the request for access to a provider on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTokensApp(adapter);
  });
  afterAll(() => app.stop());

  it('shows a page, requests the scope, and leads back to the page that needs it', async () => {
    const browser = await app.signedIn('google');
    const { status, body } = await browser.request('/api/calendars');
    expect(status).toBe(403);
    expect(body).toContain('Google needs your permission');
    const [, request = ''] = /name="request" value="([^"]+)"/.exec(body) ?? [];
    const started = await browser.submit('/auth/google/consent', {
      request,
      returnTo: '/api/calendars',
    });
    const url = new URL(started.location);
    expect(url.searchParams.get('scope')).toContain(CALENDARS);
    expect(url.searchParams.get('prompt')).toBe('consent');
    const callback = await browser.request(await app.emulator.approve(url.href, 'vera'));
    expect(callback.location).toBe('/api/calendars');
    expect((await call(browser)).status).toBe(200);
  });

  it('grants nothing when the user cancels, or refuses the scope', async () => {
    const browser = await app.signedIn('google', 'vera');
    app.emulator.revokeAccess('google', 'vera');
    const url = await startConsent(browser, await call(browser));
    expect((await browser.request(await app.emulator.deny(url))).status).toBe(303);
    expect(errorOf(await call(browser)).code).toBe('reconsent_required');

    const again = await startConsent(browser, await call(browser));
    const options = { denyScopes: [CALENDARS] };
    await browser.request(await app.emulator.approve(again, 'vera', options));
    expect(errorOf(await call(browser)).code).toBe('reconsent_required');
  });

  it('is refused with another account, for another user, and without proof of the same origin', async () => {
    app.emulator.addPersona({ id: 'kim', google: { email: 'kim@example.com' } });
    const kim = await app.signedIn('google', 'kim');
    const response = await call(kim);
    const callback = await kim.request(
      await app.emulator.approve(await startConsent(kim, response), 'vera'),
    );
    expect(callback.status).toBe(409);

    const { pathname, searchParams } = new URL(errorOf(response).url ?? '');
    const fields = Object.fromEntries(searchParams);
    const vera = await app.signedIn('google', 'vera');
    expect((await vera.submit(pathname, fields)).status).toBe(400);
    expect((await kim.submit(pathname, fields, { origin: 'https://evil.example' })).status).toBe(
      403,
    );
  });
});
