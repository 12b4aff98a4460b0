import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderEmulator } from '../../src/emulator/index.js';
import {
  authorizationUrl,
  getWithToken,
  jsonObject,
  obtainTokens,
  queryParams,
  refresh,
  sendRefresh,
  startEmulator,
} from '../emulator/oauth-client.js';
import {
  addMembers,
  createCredentials,
  loseRefresh,
  refuseCalendar,
  returnForeignIdToken,
  startGitHubApp,
} from './examples/emulated-tokens.js';

function claims(idToken: unknown): unknown {
  const [, payload = ''] = String(idToken).split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

describe('the examples of the provider emulator', () => {
  let emulator: ProviderEmulator;

  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator.stop());

  it('refuse a scope', async () => {
    const scope = 'openid https://www.googleapis.com/auth/calendar.readonly';
    const callback = await refuseCalendar(
      emulator,
      authorizationUrl(emulator, 'google', { scope }),
    );
    expect(queryParams(callback)['scope']).toBe('openid');
  });

  it('lose a rotated refresh token of a GitHub App', async () => {
    const app = await startGitHubApp();
    const { refresh_token: token } = await obtainTokens(app, 'github');
    loseRefresh(app);
    await expect(sendRefresh(app, 'github', token)).rejects.toThrow('fetch failed');
    expect(await refresh(app, 'github', token)).toMatchObject({ error: 'bad_refresh_token' });
    await app.stop();
  });

  it('create id_tokens', async () => {
    const [credential, forged] = await createCredentials(emulator, 'n');
    expect(claims(credential)).toMatchObject({ email: 'vera@example.com', nonce: 'n' });
    expect(forged).toMatch(/\.$/);
    returnForeignIdToken(emulator);
    const { id_token: foreign } = await obtainTokens(emulator, 'google');
    expect(claims(foreign)).toMatchObject({ aud: 'other' });
  });

  it('add members of organizations', async () => {
    addMembers(emulator);
    const params = { persona: 'kim', scope: 'read:org' };
    const { access_token: token } = await obtainTokens(emulator, 'github', params);
    const url = `${emulator.github.apiUrl}/user/memberships/orgs/acme`;
    expect(await jsonObject(await getWithToken(url, String(token)))).toMatchObject({
      state: 'active',
    });
    const { id_token: idToken } = await obtainTokens(emulator, 'google', { persona: 'kim' });
    expect(claims(idToken)).toMatchObject({ hd: 'acme.example' });
  });
});
