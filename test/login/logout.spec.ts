import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';

describe.each(ADAPTERS)('signing out on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  it('ends the session, clears the cookies and says so once', async () => {
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

  it('works when the access cookie has gone before', async () => {
    const browser = await app.signedIn('google');
    const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
    browser.cookies.delete('access');
    await browser.submit('/auth/logout');
    expect(await app.prisma.session.findUnique({ where: { id: sessionId } })).toMatchObject({
      revocationReason: 'logout',
    });
  });

  it('is no error without a session', async () => {
    expect(await app.browser().submit('/auth/logout')).toMatchObject({
      status: 303,
      location: '/login',
    });
  });

  it('answers programs with 204', async () => {
    const browser = await app.signedIn('google');
    const answer = await browser.request('/auth/logout', {
      method: 'POST',
      headers: { accept: 'application/json', origin: app.origin },
    });
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect(browser.cookie('refresh')).toBeUndefined();
  });

  it('leaves the other devices of the person alone', async () => {
    const [phone, laptop] = [await app.signedIn('google'), await app.signedIn('google')];
    await phone.submit('/auth/logout');
    laptop.cookies.delete('access');
    expect((await laptop.request('/')).status).toBe(200);
  });
});
