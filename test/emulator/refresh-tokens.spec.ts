import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderEmulator, type EmulatorClient } from '../../src/emulator/index.js';
import {
  CALLBACK_URL,
  getWithToken,
  obtainTokens,
  refresh,
  sendRefresh,
  startEmulator,
} from './oauth-client.js';

const GITHUB_APP: EmulatorClient = {
  provider: 'github',
  clientId: 'Iv1.app',
  clientSecret: 'secret-of-the-app',
  redirectUris: [CALLBACK_URL],
  type: 'github-app',
};
const OFFLINE = { access_type: 'offline', prompt: 'consent' };
const BAD_REFRESH_TOKEN = { error: 'bad_refresh_token' };

let now = Date.now();
let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await startEmulator({ clients: [GITHUB_APP], now: () => now });
});
afterAll(() => emulator.stop());

async function userinfoStatus(token: unknown): Promise<number> {
  return (await getWithToken(emulator.google.userinfoUrl, String(token))).status;
}

async function userStatus(token: unknown): Promise<number> {
  return (await getWithToken(emulator.github.userUrl, String(token))).status;
}

describe('a refresh token of Google', () => {
  it('is issued with offline access at the first consent only', async () => {
    const offline = { persona: 'hana', access_type: 'offline' };
    expect(await obtainTokens(emulator, 'google', offline)).toMatchObject({
      refresh_token: expect.stringMatching(/^1\/\//),
    });
    expect(await obtainTokens(emulator, 'google', offline)).not.toHaveProperty('refresh_token');
  });

  it('is issued again with prompt=consent, and when the user grants a new scope', async () => {
    const persona = 'nemo';
    const scope = 'openid https://www.googleapis.com/auth/calendar.readonly';
    await obtainTokens(emulator, 'google', { persona });
    const tokens = [
      await obtainTokens(emulator, 'google', { persona, ...OFFLINE }),
      await obtainTokens(emulator, 'google', { persona, scope, access_type: 'offline' }),
    ];
    expect(tokens.every((response) => 'refresh_token' in response)).toBe(true);
  });

  it('is not issued without offline access', async () => {
    const response = await obtainTokens(emulator, 'google', { prompt: 'consent' });
    expect(response).not.toHaveProperty('refresh_token');
  });

  it('is valid for any number of refreshes: Google does not rotate it', async () => {
    const { refresh_token: token, scope } = await obtainTokens(emulator, 'google', OFFLINE);
    const first = await refresh(emulator, 'google', token);
    const second = await refresh(emulator, 'google', token);
    expect(first).toEqual({
      access_token: expect.stringMatching(/^ya29\./),
      expires_in: 3599,
      scope,
      token_type: 'Bearer',
      id_token: expect.any(String),
    });
    expect(second['access_token']).not.toBe(first['access_token']);
    expect(await userinfoStatus(first['access_token'])).toBe(200);
  });

  it('remains valid when the access token has expired', async () => {
    const tokens = await obtainTokens(emulator, 'google', OFFLINE);
    now += 3_600_000;
    expect(await userinfoStatus(tokens['access_token'])).toBe(401);
    const refreshed = await refresh(emulator, 'google', tokens['refresh_token']);
    expect(await userinfoStatus(refreshed['access_token'])).toBe(200);
  });

  it.each([
    ['another client', { client_id: 'other', client_secret: 'other' }, 401, 'invalid_client'],
    ['an unknown token', { refresh_token: '1//0unknown' }, 400, 'invalid_grant'],
  ])('is refused for %s', async (_, params, status, error) => {
    const { refresh_token: token } = await obtainTokens(emulator, 'google', OFFLINE);
    const response = await sendRefresh(emulator, 'google', token, params);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error });
  });
});

describe('a refresh token of a GitHub App', () => {
  it('is issued with each code, with the lifetimes of GitHub and without scopes', async () => {
    expect(await obtainTokens(emulator, 'github')).toEqual({
      access_token: expect.stringMatching(/^ghu_[0-9a-f]{36}$/),
      expires_in: 28_800,
      refresh_token: expect.stringMatching(/^ghr_[0-9a-f]{76}$/),
      refresh_token_expires_in: 15_811_200,
      scope: '',
      token_type: 'bearer',
    });
  });

  it('is rotated: a refresh invalidates it and the previous access token', async () => {
    const first = await obtainTokens(emulator, 'github');
    const second = await refresh(emulator, 'github', first['refresh_token']);
    expect(second['refresh_token']).not.toBe(first['refresh_token']);
    expect(await userStatus(first['access_token'])).toBe(401);
    expect(await userStatus(second['access_token'])).toBe(200);
    expect(await refresh(emulator, 'github', first['refresh_token'])).toMatchObject(
      BAD_REFRESH_TOKEN,
    );
    expect(await refresh(emulator, 'github', second['refresh_token'])).toHaveProperty(
      'access_token',
    );
  });

  it('succeeds for one of twenty concurrent refreshes', async () => {
    const { refresh_token: token } = await obtainTokens(emulator, 'github');
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => refresh(emulator, 'github', token)),
    );
    expect(responses.filter((response) => 'access_token' in response)).toHaveLength(1);
  });

  it('expires after six months, and the access token after eight hours', async () => {
    const tokens = await obtainTokens(emulator, 'github');
    now += 8 * 3_600_000;
    expect(await userStatus(tokens['access_token'])).toBe(401);
    now += 15_811_200_000;
    expect(await refresh(emulator, 'github', tokens['refresh_token'])).toMatchObject(
      BAD_REFRESH_TOKEN,
    );
  });

  it('is lost when the response to its rotation is lost', async () => {
    const { refresh_token: token } = await obtainTokens(emulator, 'github');
    const fault = emulator.injectFault({ endpoint: 'refresh', kind: 'lost-response', times: 1 });
    await expect(sendRefresh(emulator, 'github', token)).rejects.toThrow('fetch failed');
    expect(fault.hits).toBe(1);
    expect(await refresh(emulator, 'github', token)).toMatchObject(BAD_REFRESH_TOKEN);
  });

  it('is rotated even if the app does not wait for the response', async () => {
    const tokens = await obtainTokens(emulator, 'github');
    const fault = emulator.injectFault({ endpoint: 'refresh', kind: 'delay', delayMs: 60_000 });
    const client = new AbortController();
    const { signal } = client;
    const pending = sendRefresh(emulator, 'github', tokens['refresh_token'], {}, signal);
    await expect.poll(() => fault.hits).toBe(1);
    expect(await userStatus(tokens['access_token'])).toBe(200);
    client.abort();
    await expect(pending).rejects.toThrow('aborted');
    await expect.poll(() => userStatus(tokens['access_token'])).toBe(401);
    fault.clear();
  });

  it('is not issued to an OAuth app, whose access tokens do not expire', async () => {
    const oauthApp = await startEmulator({ now: () => now });
    const tokens = await obtainTokens(oauthApp, 'github');
    expect(Object.keys(tokens)).toEqual(['access_token', 'scope', 'token_type']);
    now += 365 * 24 * 3_600_000;
    const { userUrl } = oauthApp.github;
    expect((await getWithToken(userUrl, String(tokens['access_token']))).status).toBe(200);
    await oauthApp.stop();
  });
});

describe('the lifetimes of tokens', () => {
  it('can be configured', async () => {
    const shortLived = await startEmulator({
      accessTokenLifetimeMs: 60_000,
      refreshTokenLifetimeMs: 120_000,
      now: () => now,
    });
    const tokens = await obtainTokens(shortLived, 'google', OFFLINE);
    expect(tokens).toMatchObject({ expires_in: 60, refresh_token_expires_in: 120 });
    now += 119_000;
    expect(await refresh(shortLived, 'google', tokens['refresh_token'])).toHaveProperty(
      'access_token',
    );
    now += 1_000;
    expect(await refresh(shortLived, 'google', tokens['refresh_token'])).toMatchObject({
      error: 'invalid_grant',
    });
    await shortLived.stop();
  });

  it('end at once with expireAccessTokens(), for one persona or for all', async () => {
    const vera = await obtainTokens(emulator, 'google', OFFLINE);
    const hana = await obtainTokens(emulator, 'google', { persona: 'hana' });
    emulator.expireAccessTokens('google', 'vera');
    expect(await userinfoStatus(vera['access_token'])).toBe(401);
    expect(await userinfoStatus(hana['access_token'])).toBe(200);
    emulator.expireAccessTokens('google');
    expect(await userinfoStatus(hana['access_token'])).toBe(401);
    expect(await refresh(emulator, 'google', vera['refresh_token'])).toHaveProperty('access_token');
  });
});

describe('the counters', () => {
  it('count code exchanges and refreshes apart, at each provider', async () => {
    emulator.clearRequests();
    const { refresh_token: token } = await obtainTokens(emulator, 'google', OFFLINE);
    await refresh(emulator, 'google', token);
    await refresh(emulator, 'google', token);
    expect(emulator.countRequests('google', 'token')).toBe(1);
    expect(emulator.countRequests('google', 'refresh')).toBe(2);
    expect(emulator.countRequests('github', 'refresh')).toBe(0);
    expect(emulator.requests.at(-1)).toMatchObject({
      endpoint: 'refresh',
      persona: 'vera',
      params: { refresh_token: '[hidden]', grant_type: 'refresh_token' },
    });
    emulator.clearRequests();
    expect(emulator.countRequests('google', 'refresh')).toBe(0);
  });
});
