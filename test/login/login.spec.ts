import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';

interface Me {
  id: string;
  name: string | null;
  email: string | null;
  emailVerified: boolean;
  picture: string | null;
  roles: string[];
  sessionId: string;
  accounts: { provider: string; subject: string }[];
}

describe.each(ADAPTERS)('a login on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  describe.each(['google', 'github'] as const)('with %s', (provider) => {
    it('signs in the user of the profile', async () => {
      const browser = await app.signedIn(provider);
      const me = await browser.json<Me>('/api/me');
      expect(me).toMatchObject({
        name: 'Vera Sample',
        email: 'vera@example.com',
        emailVerified: true,
        roles: [],
        accounts: [{ provider }],
      });
      expect(me.picture).toContain('/avatars/');
    });

    it('redirects to the provider with state, PKCE S256 and the exact callback URL', async () => {
      const url = new URL(await app.browser().begin(provider));
      expect(url.origin).toBe(app.emulator.origin);
      expect(Object.fromEntries(url.searchParams)).toMatchObject({
        response_type: 'code',
        redirect_uri: `${app.origin}/auth/${provider}/callback`,
        code_challenge_method: 'S256',
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        state: expect.stringMatching(/^[a-z0-9]+\.[\w-]{43}$/),
      });
    });

    it('redirects to the return path', async () => {
      const browser = app.browser();
      const callback = await app.emulator.approve(await browser.begin(provider, '/?tab=1'), 'vera');
      expect(await browser.request(callback)).toMatchObject({ status: 303, location: '/?tab=1' });
    });

    it('finds the same user again and creates another session', async () => {
      const first = await (await app.signedIn(provider)).json<Me>('/api/me');
      const second = await (await app.signedIn(provider)).json<Me>('/api/me');
      expect(second.id).toBe(first.id);
      expect(second.sessionId).not.toBe(first.sessionId);
    });

    it('accepts a profile without name, email address and picture', async () => {
      const id = `bare-${provider}`;
      app.emulator.addPersona({
        id,
        name: null,
        google: { email: null, responseFields: { picture: undefined } },
        github: { emails: [], responseFields: { avatar_url: null } },
      });
      const browser = await app.signedIn(provider, id);
      expect(await browser.json<Me>('/api/me')).toMatchObject({
        email: null,
        emailVerified: false,
        picture: null,
      });
      const page = await browser.request('/');
      expect(page.status).toBe(200);
      expect(page.body).toContain('No email address shared');
    });
  });

  it('works in two tabs at the same time', async () => {
    const browser = app.browser();
    const [google, github] = [
      await browser.begin('google', '/?g'),
      await browser.begin('github', '/?h'),
    ];
    const first = await browser.request(await app.emulator.approve(google, 'vera'));
    const second = await browser.request(await app.emulator.approve(github, 'vera'));
    expect([first.location, second.location]).toEqual(['/?g', '/?h']);
    expect(browser.transactions()).toEqual([]);
  });

  it('puts its provider first on the login page of this browser', async () => {
    const browser = await app.signedIn('github');
    await browser.submit('/auth/logout');
    const { body } = await browser.request('/login');
    expect(body.indexOf('/auth/github')).toBeLessThan(body.indexOf('/auth/google'));
    expect(body).toContain('Last used');
  });

  it('is skipped when the user is signed in', async () => {
    const browser = await app.signedIn('google');
    expect(await browser.request('/login?returnTo=/%3Ftab=1')).toMatchObject({
      status: 303,
      location: '/?tab=1',
    });
  });

  it('does not start with a GET request', async () => {
    const browser = app.browser();
    expect(await browser.request('/auth/google')).toMatchObject({
      status: 303,
      location: '/login',
    });
    expect(browser.transactions()).toEqual([]);
  });

  it('updates fields that still have the value of the provider, and keeps those that the app has changed', async () => {
    app.emulator.addPersona({ id: 'changing', name: 'Before' });
    const { id } = await (await app.signedIn('google', 'changing')).json<Me>('/api/me');
    app.emulator.updatePersona('changing', {
      name: 'After',
      google: { email: 'after@example.com' },
    });
    const after = await (await app.signedIn('google', 'changing')).json<Me>('/api/me');
    expect(after).toMatchObject({ id, name: 'After', email: 'after@example.com' });

    await app.prisma.user.update({ where: { id }, data: { name: 'Chosen here' } });
    app.emulator.updatePersona('changing', { name: 'Later', google: { emailVerified: false } });
    const later = await (await app.signedIn('google', 'changing')).json<Me>('/api/me');
    expect(later).toMatchObject({
      name: 'Chosen here',
      email: 'after@example.com',
      emailVerified: false,
    });
  });

  it('writes nothing to user and account when the profile has not changed', async () => {
    const { id } = await (await app.signedIn('google')).json<Me>('/api/me');
    const before = await app.prisma.user.findUniqueOrThrow({
      where: { id },
      include: { accounts: true },
    });
    await app.signedIn('google');
    const after = await app.prisma.user.findUniqueOrThrow({
      where: { id },
      include: { accounts: true },
    });
    expect(after).toEqual(before);
  });

  it('returns 403 for a disabled user', async () => {
    app.emulator.addPersona({ id: 'disabled' });
    const { id } = await (await app.signedIn('google', 'disabled')).json<Me>('/api/me');
    await app.prisma.user.update({ where: { id }, data: { disabledAt: new Date() } });
    const browser = app.browser();
    const response = await browser.request(
      await app.emulator.approve(await browser.begin('google'), 'disabled'),
    );
    expect(response.status).toBe(403);
    expect(response.body).toContain('This account is disabled');
    expect(browser.cookie('access')).toBeUndefined();
  });
});
