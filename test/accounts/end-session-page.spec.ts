import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ACCEPT_JSON } from '../support/requests.js';
import { TestApp } from '../support/test-app.js';

describe.each(MAIN_ADAPTERS)('the link that ends a session on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    for (const id of ['owner', 'other']) app.emulator.addPersona({ id });
  });
  afterAll(() => app.stop());

  it('leads through a login to a page that ends the session of its owner, and changes nothing itself', async () => {
    const suspicious = await app.signedIn('google', 'owner');
    const { sessionId } = await suspicious.json<{ sessionId: string }>('/api/me');
    const link = `/auth/sessions/${sessionId}/end`;
    const browser = app.browser();
    const { location } = await browser.request(link);
    expect(location).toBe(`/login?returnTo=${encodeURIComponent(link)}`);
    const callback = await app.emulator.approve(await browser.begin('google', link), 'owner');
    expect((await browser.request(callback)).location).toBe(link);
    const page = await browser.request(link);
    expect(page.body).toContain(`action="${link}"`);
    const me = () => suspicious.request('/api/me', { headers: ACCEPT_JSON });
    expect((await me()).status).toBe(200);
    expect((await browser.submit(link, {}, { origin: 'https://e.example' })).status).toBe(403);
    expect((await browser.submit(link)).location).toBe('/');
    expect((await me()).status).toBe(401);
    expect((await browser.request(link)).status).toBe(404);
  });

  it('is 404 for another user, who cannot end the session either', async () => {
    const owner = await app.signedIn('google', 'owner');
    const { sessionId } = await owner.json<{ sessionId: string }>('/api/me');
    const link = `/auth/sessions/${sessionId}/end`;
    const other = await app.signedIn('google', 'other');
    expect((await other.request(link)).status).toBe(404);
    expect((await other.submit(link)).status).toBe(404);
    expect((await owner.request('/api/me', { headers: ACCEPT_JSON })).status).toBe(200);
    expect((await other.request('/auth/sessions/x/end')).status).toBe(404);
  });
});
