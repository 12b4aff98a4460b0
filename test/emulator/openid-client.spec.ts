import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  refreshTokenGrant,
  tokenRevocation,
  type Configuration,
} from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IdTokenForgery, ProviderEmulator } from '../../src/emulator/index.js';
import { CALLBACK_URL, CODE_VERIFIER, startEmulator } from './oauth-client.js';

const CHECKS = {
  pkceCodeVerifier: CODE_VERIFIER,
  expectedState: 'the-state',
  expectedNonce: 'the-nonce',
  maxAge: 300,
};

let emulator: ProviderEmulator;
let client: Configuration;

beforeAll(async () => {
  emulator = await startEmulator({ issuer: 'origin' });
  const { issuer, clientId, clientSecret } = emulator.google;
  const execute = [allowInsecureRequests, enableNonRepudiationChecks];
  client = await discovery(new URL(issuer), clientId, clientSecret, undefined, { execute });
});
afterAll(() => emulator.stop());

/** Logs in with openid-client, which verifies the callback and the id_token. */
async function logIn() {
  const url = buildAuthorizationUrl(client, {
    redirect_uri: CALLBACK_URL,
    scope: 'openid email profile',
    code_challenge: await calculatePKCECodeChallenge(CODE_VERIFIER),
    code_challenge_method: 'S256',
    state: CHECKS.expectedState,
    nonce: CHECKS.expectedNonce,
    max_age: String(CHECKS.maxAge),
    access_type: 'offline',
    prompt: 'consent',
  });
  const callback = await emulator.approve(url.href, 'wim');
  return authorizationCodeGrant(client, new URL(callback), CHECKS);
}

describe('openid-client', () => {
  it('discovers the emulator, and accepts its callback, id_token and userinfo', async () => {
    const tokens = await logIn();
    const claims = tokens.claims();
    expect(claims).toMatchObject({ email: 'wim@example.org', hd: 'example.org' });
    const userinfo = await fetchUserInfo(client, tokens.access_token, claims?.sub ?? '');
    expect(userinfo).toMatchObject({ name: 'Wim Sample' });
  });

  it('refreshes and revokes tokens', async () => {
    const { refresh_token: token = '' } = await logIn();
    expect((await refreshTokenGrant(client, token)).expiresIn()).toBe(3599);
    await tokenRevocation(client, token);
    const refused = refreshTokenGrant(client, token);
    await expect(refused).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it.each<IdTokenForgery>([
    { signature: 'none' },
    { signature: 'client-secret' },
    { signature: 'public-key' },
    { signature: 'unknown-key' },
    { claims: { aud: 'other' } },
    { claims: { nonce: undefined } },
    { claims: { exp: 1 } },
    { claims: { auth_time: 1 } },
    { header: { kid: 'unknown' } },
  ])('refuses the id_token of the fault %o', async (forgery) => {
    emulator.injectFault({ endpoint: 'token', kind: 'id-token', times: 1, ...forgery });
    await expect(logIn()).rejects.toThrow();
  });
});
