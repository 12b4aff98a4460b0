import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderEmulator } from '../../src/emulator/index.js';
import { getWithToken, jsonObject, obtainToken, startEmulator } from './oauth-client.js';

let now = Date.now();
let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await startEmulator({ now: () => now });
});
afterAll(() => emulator.stop());

async function userinfo(persona: string, scope?: string): Promise<Record<string, unknown>> {
  const token = await obtainToken(emulator, 'google', { persona, ...(scope && { scope }) });
  return jsonObject(await getWithToken(emulator.google.userinfoUrl, token));
}

async function emails(persona: string): Promise<unknown> {
  const token = await obtainToken(emulator, 'github', { persona });
  return (await getWithToken(emulator.github.emailsUrl, token)).json();
}

describe('the userinfo of Google', () => {
  it('has the claims of OpenID Connect', async () => {
    expect(await userinfo('vera')).toEqual({
      sub: expect.stringMatching(/^\d{21}$/),
      name: 'Vera Sample',
      given_name: 'Vera',
      family_name: 'Sample',
      picture: `${emulator.origin}/avatars/vera.svg`,
      email: 'vera@example.com',
      email_verified: true,
    });
  });

  it('has only the claims of the granted scopes', async () => {
    expect(Object.keys(await userinfo('wim', 'openid'))).toEqual(['sub']);
    expect(Object.keys(await userinfo('wim', 'email'))).toEqual([
      'sub',
      'email',
      'email_verified',
      'hd',
    ]);
    expect(await userinfo('wim', 'profile')).not.toHaveProperty('email');
  });

  it.each([
    ['una', { email_verified: false }],
    ['lyra', { email_verified: 'true' }],
    ['wim', { hd: 'example.org' }],
    ['hana', { name: '見本 花', given_name: '花' }],
    ['amal', { name: 'أمل نموذج' }],
  ])('describes the persona %s with %o', async (persona, expected) => {
    expect(await userinfo(persona)).toMatchObject(expected);
  });

  it.each([
    ['emil', ['email', 'email_verified', 'hd']],
    ['nemo', ['name', 'given_name', 'family_name']],
    ['mila', ['email_verified']],
  ])('describes the persona %s without %o', async (persona, absent) => {
    const claims = Object.keys(await userinfo(persona));
    expect(claims.filter((name) => absent.includes(name))).toEqual([]);
  });

  it('accepts the access token in the query, where the Passport strategy sends it', async () => {
    const token = await obtainToken(emulator, 'google');
    const { userinfoUrl } = emulator.google;
    expect((await fetch(`${userinfoUrl}?access_token=${token}`)).status).toBe(200);
  });

  it.each(['', 'Bearer invalid', 'Basic eDp5'])(
    'returns 401 for the Authorization header "%s"',
    async (authorization) => {
      const response = await fetch(emulator.google.userinfoUrl, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(await jsonObject(response)).toEqual({
        error: 'invalid_request',
        error_description: 'Invalid Credentials',
      });
    },
  );

  it('returns 401 for an access token of GitHub, and for one that is an hour old', async () => {
    const { userinfoUrl } = emulator.google;
    const githubToken = await obtainToken(emulator, 'github');
    expect((await getWithToken(userinfoUrl, githubToken)).status).toBe(401);
    const token = await obtainToken(emulator, 'google');
    now += 60 * 60_000;
    expect((await getWithToken(userinfoUrl, token)).status).toBe(401);
  });
});

describe('the user of GitHub', () => {
  it('has the fields of the GitHub API', async () => {
    const token = await obtainToken(emulator, 'github');
    const response = await getWithToken(emulator.github.userUrl, token);
    const user = await jsonObject(response);
    expect(response.headers.get('x-oauth-scopes')).toBe('read:user, user:email');
    expect(Object.keys(user).length).toBeGreaterThan(38);
    expect(user).toMatchObject({
      login: 'vera',
      id: expect.any(Number),
      node_id: expect.any(String),
      avatar_url: `${emulator.origin}/avatars/vera.svg`,
      type: 'User',
      site_admin: false,
      name: 'Vera Sample',
      email: 'vera@example.com',
      plan: expect.objectContaining({ name: 'free' }),
    });
  });

  it('has no private fields without the scope read:user', async () => {
    const token = await obtainToken(emulator, 'github', { persona: 'hana', scope: '' });
    const user = await jsonObject(await getWithToken(emulator.github.userUrl, token));
    expect(user).toMatchObject({ user_view_type: 'public' });
    expect(user).not.toHaveProperty('plan');
  });

  it('has null for a missing name', async () => {
    const token = await obtainToken(emulator, 'github', { persona: 'nemo' });
    const user = await jsonObject(await getWithToken(emulator.github.userUrl, token));
    expect(user).toMatchObject({ name: null, login: 'nemo', email: null });
  });

  it('returns 401 without an access token and for an invalid one', async () => {
    const missing = await fetch(emulator.github.userUrl);
    const invalid = await getWithToken(emulator.github.userUrl, 'invalid');
    expect([missing.status, invalid.status]).toEqual([401, 401]);
    expect(await jsonObject(missing)).toMatchObject({ message: 'Requires authentication' });
    expect(await jsonObject(invalid)).toMatchObject({ message: 'Bad credentials', status: '401' });
  });

  it('returns 403 without a User-Agent header', async () => {
    const status = await new Promise((resolve) => {
      get(emulator.github.userUrl, (response) => resolve(response.resume().statusCode));
    });
    expect(status).toBe(403);
  });
});

describe('the email addresses of GitHub', () => {
  it('are a list of objects with four fields', async () => {
    expect(await emails('vera')).toEqual([
      { email: 'vera@example.com', primary: true, verified: true, visibility: 'private' },
    ]);
  });

  it('include unverified and noreply addresses, several and none, for the default personas', async () => {
    expect(await emails('pia')).toMatchObject([
      { primary: true, verified: false },
      { primary: false, verified: true },
    ]);
    expect(await emails('nora')).toMatchObject([
      { email: expect.stringContaining('@users.noreply.github.com') },
    ]);
    expect(await emails('rory')).toHaveLength(4);
    expect(await emails('emil')).toEqual([]);
  });

  it('return 404 without the scope user:email', async () => {
    const token = await obtainToken(emulator, 'github', { scope: 'read:user' });
    const response = await getWithToken(emulator.github.emailsUrl, token);
    expect(response.status).toBe(404);
    expect(await jsonObject(response)).toMatchObject({ message: 'Not Found' });
  });

  it('are available with the scope user, which includes user:email', async () => {
    const token = await obtainToken(emulator, 'github', { scope: 'user,user:email' });
    const response = await getWithToken(emulator.github.emailsUrl, token);
    expect(response.headers.get('x-oauth-scopes')).toBe('user');
    expect(response.status).toBe(200);
  });
});
