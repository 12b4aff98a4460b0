import { get } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ProviderEmulator } from '../../src/emulator/index.js';
import { CALLBACK, fields, newToken, withToken } from './application.js';

let now = Date.now();
let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await ProviderEmulator.start({ now: () => now });
  emulator.registerRedirectUri('google', CALLBACK);
  emulator.registerRedirectUri('github', CALLBACK);
});
afterAll(() => emulator.stop());

async function userinfo(persona: string, scope?: string): Promise<Record<string, unknown>> {
  const token = await newToken(emulator, 'google', { persona, ...(scope && { scope }) });
  return fields(await withToken(emulator.google.userinfoUrl, token));
}

async function emails(persona: string): Promise<unknown> {
  const token = await newToken(emulator, 'github', { persona });
  return (await withToken(emulator.github.emailsUrl, token)).json();
}

describe('Google’s userinfo', () => {
  it('has today’s shape', async () => {
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

  it('tells what the scopes allow and no more', async () => {
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
  ])('of %s says %o', async (persona, expected) => {
    expect(await userinfo(persona)).toMatchObject(expected);
  });

  it.each([
    ['emil', ['email', 'email_verified', 'hd']],
    ['nemo', ['name', 'given_name', 'family_name']],
    ['mila', ['email_verified']],
  ])('of %s lacks %o', async (persona, absent) => {
    const answer = await userinfo(persona);
    expect(Object.keys(answer).filter((name) => absent.includes(name))).toEqual([]);
  });

  it('takes the token in the query too, as the strategy sends it', async () => {
    const token = await newToken(emulator, 'google');
    const { userinfoUrl } = emulator.google;
    expect((await fetch(`${userinfoUrl}?access_token=${token}`)).status).toBe(200);
  });

  it.each(['', 'Bearer made-up', 'Basic eDp5'])('answers 401 to "%s"', async (authorization) => {
    const answer = await fetch(emulator.google.userinfoUrl, { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(await fields(answer)).toEqual({
      error: 'invalid_request',
      error_description: 'Invalid Credentials',
    });
  });

  it('does not take GitHub’s tokens, nor those of an hour ago', async () => {
    const github = await newToken(emulator, 'github');
    expect((await withToken(emulator.google.userinfoUrl, github)).status).toBe(401);
    const token = await newToken(emulator, 'google');
    now += 60 * 60_000;
    expect((await withToken(emulator.google.userinfoUrl, token)).status).toBe(401);
  });
});

describe('GitHub’s user', () => {
  it('has the fields of the real one', async () => {
    const token = await newToken(emulator, 'github');
    const answer = await withToken(emulator.github.userUrl, token);
    const user = await fields(answer);
    expect(answer.headers.get('x-oauth-scopes')).toBe('read:user, user:email');
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

  it('keeps private fields for read:user', async () => {
    const token = await newToken(emulator, 'github', { scope: '' });
    const user = await fields(await withToken(emulator.github.userUrl, token));
    expect(user).toMatchObject({ user_view_type: 'public' });
    expect(user).not.toHaveProperty('plan');
  });

  it('has null for a name that is not there', async () => {
    const token = await newToken(emulator, 'github', { persona: 'nemo' });
    const user = await fields(await withToken(emulator.github.userUrl, token));
    expect(user).toMatchObject({ name: null, login: 'nemo', email: null });
  });

  it('answers 401 without a token and with a wrong one', async () => {
    const without = await fetch(emulator.github.userUrl);
    const wrong = await withToken(emulator.github.userUrl, 'made-up');
    expect([without.status, wrong.status]).toEqual([401, 401]);
    expect(await fields(without)).toMatchObject({ message: 'Requires authentication' });
    expect(await fields(wrong)).toMatchObject({ message: 'Bad credentials', status: '401' });
  });

  it('answers 403 without a User-Agent', async () => {
    const status = await new Promise((resolve) => {
      get(emulator.github.userUrl, (answer) => resolve(answer.resume().statusCode));
    });
    expect(status).toBe(403);
  });
});

describe('GitHub’s emails', () => {
  it('are a list of four-field entries', async () => {
    expect(await emails('vera')).toEqual([
      { email: 'vera@example.com', primary: true, verified: true, visibility: 'private' },
    ]);
  });

  it('cover primary unverified, noreply only, several, and hidden', async () => {
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

  it('are 404 without the scope', async () => {
    const token = await newToken(emulator, 'github', { scope: 'read:user' });
    const answer = await withToken(emulator.github.emailsUrl, token);
    expect(answer.status).toBe(404);
    expect(await fields(answer)).toMatchObject({ message: 'Not Found' });
  });

  it('come with the wider scope "user" too', async () => {
    const token = await newToken(emulator, 'github', { scope: 'user,user:email' });
    const answer = await withToken(emulator.github.emailsUrl, token);
    expect(answer.headers.get('x-oauth-scopes')).toBe('user');
    expect(answer.status).toBe(200);
  });
});
