import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';

describe.each(ADAPTERS)('the pages on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  it('lead somebody who is not signed in to the login page', async () => {
    expect(await app.browser().request('/')).toMatchObject({ status: 303, location: '/login' });
  });

  it('show the account of somebody who is', async () => {
    const { status, body } = await (await app.signedIn('github')).request('/');
    expect(status).toBe(200);
    expect(body).toContain('Vera Sample');
    expect(body).toContain('Signed in with GitHub');
    expect(body).toContain('vera@example.com');
    expect(body).toContain('Sign out');
  });

  it('keep the way that somebody wanted to go through the login', async () => {
    const browser = app.browser();
    const { location } = await browser.request('/?tab=1');
    expect(location).toBe('/login?returnTo=%2F%3Ftab%3D1');
    const { body } = await browser.request(location);
    expect(body).toContain('name="returnTo" value="/?tab=1"');
    expect(body).toContain('Please sign in');
  });

  it('renew a login whose access cookie is gone, within the same request', async () => {
    const browser = await app.signedIn('google');
    const before = await browser.json<{ sessionId: string }>('/api/me');
    browser.cookies.delete('access');
    expect((await browser.request('/')).status).toBe(200);
    expect(await browser.json('/api/me')).toMatchObject({ sessionId: before.sessionId });
  });

  it('renew a login in two tabs at once', async () => {
    const browser = await app.signedIn('google');
    browser.cookies.delete('access');
    const answers = await Promise.all(Array.from({ length: 6 }, () => browser.request('/')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
    expect((await browser.request('/')).status).toBe(200);
  });

  it('renew a login for another site’s link without using up its refresh token', async () => {
    const browser = await app.signedIn('google');
    const refresh = browser.cookie('refresh');
    browser.cookies.delete('access');
    for (const site of ['cross-site', 'same-site']) {
      const answer = await browser.request('/', { headers: { 'sec-fetch-site': site } });
      expect(answer.status).toBe(200);
      expect(browser.cookie('refresh')).toBe(refresh);
      browser.cookies.delete('access');
    }
    const typed = await browser.request('/', { headers: { 'sec-fetch-site': 'none' } });
    expect(typed.status).toBe(200);
    expect(browser.cookie('refresh')).not.toBe(refresh);
  });

  it('lead to the login page when a session is over, and do not go in circles', async () => {
    const browser = await app.signedIn('google');
    await app.prisma.session.updateMany({
      data: { revokedAt: new Date(), revocationReason: 'logout' },
    });
    browser.cookies.delete('access');
    expect(await browser.request('/')).toMatchObject({ status: 303, location: '/login' });
    expect(browser.cookie('refresh')).toBeUndefined();
    expect((await browser.request('/login')).status).toBe(200);
  });

  it('of an unknown login and of one that is not set up say which it is', async () => {
    const unknown = await app.browser().submit('/auth/nobody');
    expect(unknown.status).toBe(404);
    expect(unknown.body).toContain('No such way to sign in');
  });
});

describe('a provider that is not set up', () => {
  it('is not offered, and says so when it is asked for', async () => {
    const app = await TestApp.start('fastify', {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://app.example',
      GOOGLE_CLIENT_ID: '',
      GOOGLE_CLIENT_SECRET: '',
      GITHUB_AUTHORIZATION_URL: '',
      GITHUB_TOKEN_URL: '',
      GITHUB_USER_URL: '',
      GITHUB_EMAILS_URL: '',
    });
    try {
      const browser = app.browser();
      const login = await browser.request('/login');
      expect(login.body).toContain('Continue with GitHub');
      expect(login.body).not.toContain('Continue with Google');
      const answer = await browser.submit('/auth/google', {}, { 'sec-fetch-site': 'same-origin' });
      expect(answer.status).toBe(404);
      expect(answer.body).toContain('Google is not set up here');
    } finally {
      await app.stop();
    }
  });
});
