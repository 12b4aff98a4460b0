import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderEmulator } from '../../src/emulator/index.js';
import { getWithToken, jsonObject, obtainTokens, refresh, startEmulator } from './oauth-client.js';

const OFFLINE = { access_type: 'offline', prompt: 'consent' };

let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

function revokeAtGoogle(token: unknown): Promise<Response> {
  const body = new URLSearchParams({ token: String(token) });
  return fetch(emulator.google.revocationUrl, { method: 'POST', body });
}

interface GitHubRevocation {
  readonly url?: string;
  readonly credentials?: string;
  readonly body?: object;
}

function revokeAtGitHub({
  url = emulator.github.revocationUrl,
  credentials = `${emulator.github.clientId}:${emulator.github.clientSecret}`,
  body = {},
}: GitHubRevocation): Promise<Response> {
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  return fetch(url, { method: 'DELETE', headers, body: JSON.stringify(body) });
}

function tokenUrl(): string {
  return emulator.github.revocationUrl.replace(/grant$/, 'token');
}

async function userinfoStatus(token: unknown): Promise<number> {
  return (await getWithToken(emulator.google.userinfoUrl, String(token))).status;
}

async function userStatus(token: unknown): Promise<number> {
  return (await getWithToken(emulator.github.userUrl, String(token))).status;
}

describe('the revocation endpoint of Google', () => {
  it.each(['access_token', 'refresh_token'])('revokes all access by the %s', async (name) => {
    const tokens = await obtainTokens(emulator, 'google', OFFLINE);
    const response = await revokeAtGoogle(tokens[name]);
    expect([response.status, await response.text()]).toEqual([200, '{}']);
    expect(await userinfoStatus(tokens['access_token'])).toBe(401);
    expect(await refresh(emulator, 'google', tokens['refresh_token'])).toEqual({
      error: 'invalid_grant',
      error_description: 'Token has been expired or revoked.',
    });
  });

  it('accepts the token in the query', async () => {
    const { access_token: token } = await obtainTokens(emulator, 'google');
    const url = `${emulator.google.revocationUrl}?token=${String(token)}`;
    expect((await fetch(url, { method: 'POST' })).status).toBe(200);
    expect(await userinfoStatus(token)).toBe(401);
  });

  it('lets the next login ask for consent, and issue a refresh token', async () => {
    const offline = { access_type: 'offline' };
    const { access_token: token } = await obtainTokens(emulator, 'google', offline);
    await revokeAtGoogle(token);
    expect(await obtainTokens(emulator, 'google', offline)).toHaveProperty('refresh_token');
  });

  it('responds with invalid_token to an unknown token, and to one that is already revoked', async () => {
    const { access_token: token } = await obtainTokens(emulator, 'google');
    await revokeAtGoogle(token);
    const responses = await Promise.all([revokeAtGoogle(token), revokeAtGoogle('unknown')]);
    expect(responses.map(({ status }) => status)).toEqual([400, 400]);
    expect(await jsonObject(responses[0])).toMatchObject({ error: 'invalid_token' });
  });

  it('leaves the tokens of other personas valid', async () => {
    const vera = await obtainTokens(emulator, 'google');
    const hana = await obtainTokens(emulator, 'google', { persona: 'hana' });
    await revokeAtGoogle(vera['access_token']);
    expect(await userinfoStatus(hana['access_token'])).toBe(200);
  });
});

describe('the revocation endpoints of GitHub', () => {
  it('delete the authorization of the application with all tokens of the user', async () => {
    const first = await obtainTokens(emulator, 'github');
    const second = await obtainTokens(emulator, 'github');
    const response = await revokeAtGitHub({ body: { access_token: first['access_token'] } });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(await userStatus(second['access_token'])).toBe(401);
  });

  it('delete one token', async () => {
    const first = await obtainTokens(emulator, 'github');
    const second = await obtainTokens(emulator, 'github');
    const body = { access_token: first['access_token'] };
    expect((await revokeAtGitHub({ url: tokenUrl(), body })).status).toBe(204);
    expect(await userStatus(first['access_token'])).toBe(401);
    expect(await userStatus(second['access_token'])).toBe(200);
  });

  it.each<[string, GitHubRevocation, number]>([
    ['wrong credentials', { credentials: 'emulator-github:wrong' }, 401],
    ['no token', { body: {} }, 422],
    ['an unknown token', { body: { access_token: 'gho_unknown' } }, 404],
  ])('refuse %s', async (_, revocation, status) => {
    const { access_token: token } = await obtainTokens(emulator, 'github');
    const response = await revokeAtGitHub({ body: { access_token: token }, ...revocation });
    expect(response.status).toBe(status);
    expect(await userStatus(token)).toBe(200);
  });
});

describe('a persona who withdraws the access in the settings of the account', () => {
  it('invalidates all tokens', async () => {
    const google = await obtainTokens(emulator, 'google', OFFLINE);
    const github = await obtainTokens(emulator, 'github');
    emulator.revokeAccess('google', 'vera');
    emulator.revokeAccess('github', 'vera');
    expect(await userinfoStatus(google['access_token'])).toBe(401);
    expect(await userStatus(github['access_token'])).toBe(401);
    expect(await refresh(emulator, 'google', google['refresh_token'])).toMatchObject({
      error: 'invalid_grant',
    });
  });
});

describe('the recorded requests', () => {
  it('contain no revoked token', async () => {
    const { access_token: token } = await obtainTokens(emulator, 'google');
    await revokeAtGoogle(token);
    expect(emulator.countRequests('google', 'revoke')).toBeGreaterThan(0);
    expect(JSON.stringify(emulator.requests)).not.toContain(token);
  });
});
