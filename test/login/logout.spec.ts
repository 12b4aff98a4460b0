import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';

describe.each(ADAPTERS)('a logout on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  it('revokes the session, clears the cookies and shows a notice once', async () => {
    const browser = await app.signedIn('google');
    const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
    expect(await browser.submit('/auth/logout')).toMatchObject({ status: 303, location: '/login' });
    expect(browser.cookie('access')).toBeUndefined();
    expect(browser.cookie('refresh')).toBeUndefined();
    expect(await app.prisma.session.findUnique({ where: { id: sessionId } })).toMatchObject({
      revocationReason: 'logout',
      revokedAt: expect.any(Date),
    });
    expect((await browser.request('/login')).body).toContain('You are signed out.');
    expect((await browser.request('/login')).body).not.toContain('You are signed out.');
  });

  it('revokes the session when the access cookie has expired', async () => {
    const browser = await app.signedIn('google');
    const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
    browser.cookies.delete('access');
    await browser.submit('/auth/logout');
    expect(await app.prisma.session.findUnique({ where: { id: sessionId } })).toMatchObject({
      revocationReason: 'logout',
    });
  });

  it('succeeds without a session', async () => {
    expect(await app.browser().submit('/auth/logout')).toMatchObject({
      status: 303,
      location: '/login',
    });
  });

  it('returns 204 to clients that accept JSON', async () => {
    const browser = await app.signedIn('google');
    const response = await browser.request('/auth/logout', {
      method: 'POST',
      headers: { accept: 'application/json', origin: app.origin },
    });
    expect(response).toMatchObject({ status: 204, body: '' });
    expect(browser.cookie('refresh')).toBeUndefined();
  });

  it('does not affect other devices of the user', async () => {
    const [phone, laptop] = [await app.signedIn('google'), await app.signedIn('google')];
    await phone.submit('/auth/logout');
    laptop.cookies.delete('access');
    expect((await laptop.request('/')).status).toBe(200);
  });
});
