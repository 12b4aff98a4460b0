import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';

describe.each(ADAPTERS)('a page on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  it('redirects to the login page without a session', async () => {
    expect(await app.browser().request('/')).toMatchObject({ status: 303, location: '/login' });
  });

  it('shows the account of the signed-in user', async () => {
    const { status, body } = await (await app.signedIn('github')).request('/');
    expect(status).toBe(200);
    expect(body).toContain('Vera Sample');
    expect(body).toContain('Signed in with GitHub');
    expect(body).toContain('vera@example.com');
    expect(body).toContain('Sign out');
  });

  it('keeps its return path through the login', async () => {
    const browser = app.browser();
    const { location } = await browser.request('/?tab=1');
    expect(location).toBe('/login?returnTo=%2F%3Ftab%3D1');
    const { body } = await browser.request(location);
    expect(body).toContain('name="returnTo" value="/?tab=1"');
    expect(body).toContain('Please sign in');
  });

  it('refreshes a session whose access cookie has expired, within the same request', async () => {
    const browser = await app.signedIn('google');
    const before = await browser.json<{ sessionId: string }>('/api/me');
    browser.cookies.delete('access');
    expect((await browser.request('/')).status).toBe(200);
    expect(await browser.json('/api/me')).toMatchObject({ sessionId: before.sessionId });
  });

  it('refreshes a session in six tabs at once', async () => {
    const browser = await app.signedIn('google');
    browser.cookies.delete('access');
    const responses = await Promise.all(Array.from({ length: 6 }, () => browser.request('/')));
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
    expect((await browser.request('/')).status).toBe(200);
  });

  it('reissues the access token for a link on another site, and keeps the refresh token', async () => {
    const browser = await app.signedIn('google');
    const refresh = browser.cookie('refresh');
    browser.cookies.delete('access');
    for (const site of ['cross-site', 'same-site']) {
      const { status } = await browser.request('/', { headers: { 'sec-fetch-site': site } });
      expect(status).toBe(200);
      expect(browser.cookie('refresh')).toBe(refresh);
      browser.cookies.delete('access');
    }
    const typed = await browser.request('/', { headers: { 'sec-fetch-site': 'none' } });
    expect(typed.status).toBe(200);
    expect(browser.cookie('refresh')).not.toBe(refresh);
  });

  it('redirects to the login page when the session is revoked, and not in a loop', async () => {
    const browser = await app.signedIn('google');
    await app.prisma.session.updateMany({
      data: { revokedAt: new Date(), revocationReason: 'logout' },
    });
    browser.cookies.delete('access');
    expect(await browser.request('/')).toMatchObject({ status: 303, location: '/login' });
    expect(browser.cookie('refresh')).toBeUndefined();
    expect((await browser.request('/login')).status).toBe(200);
  });

  it('says that a provider is unknown', async () => {
    const unknown = await app.browser().submit('/auth/nobody');
    expect(unknown.status).toBe(404);
    expect(unknown.body).toContain('No such way to sign in');
  });
});

describe('a provider that is not configured', () => {
  it('has no button, and a login with it says that it is not set up', async () => {
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
      const page = await browser.request('/login');
      expect(page.body).toContain('Continue with GitHub');
      expect(page.body).not.toContain('Continue with Google');
      const login = await browser.submit('/auth/google', {}, { 'sec-fetch-site': 'same-origin' });
      expect(login.status).toBe(404);
      expect(login.body).toContain('Google is not set up here');
    } finally {
      await app.stop();
    }
  });
});
