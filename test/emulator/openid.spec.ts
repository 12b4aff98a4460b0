import { createHash, createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderEmulator } from '../../src/emulator/index.js';
import {
  authorizationUrl,
  CALLBACK_URL,
  exchangeCode,
  jsonObject,
  obtainCode,
  obtainTokens,
  queryParams,
  refresh,
  startEmulator,
  type Params,
} from './oauth-client.js';

const ISSUER = 'https://accounts.google.com';

let now = Date.now();
let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await startEmulator({ now: () => now });
});
afterAll(() => emulator.stop());

function decode(token: unknown): {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
} {
  const [header, claims] = String(token)
    .split('.')
    .slice(0, 2)
    .map((part) => Object.assign({}, JSON.parse(Buffer.from(part, 'base64url').toString())));
  return { header: header ?? {}, claims: claims ?? {} };
}

async function fetchKeys(): Promise<JsonWebKey[]> {
  const { keys } = await jsonObject(await fetch(emulator.google.jwksUrl));
  return keys as JsonWebKey[];
}

/** Verifies the signature of an id_token with the key of its `kid`, as an application does. */
async function isSigned(token: unknown): Promise<boolean> {
  const [header = '', payload = '', signature = ''] = String(token).split('.');
  const { kid, alg } = decode(token).header;
  const jwk = (await fetchKeys()).find((key) => key['kid'] === kid);
  if (!jwk || alg !== 'RS256') return false;
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const input = Buffer.from(`${header}.${payload}`);
  return verify('RSA-SHA256', input, key, Buffer.from(signature, 'base64url'));
}

async function idToken(params: Params & { readonly persona?: string } = {}): Promise<unknown> {
  return (await obtainTokens(emulator, 'google', params))['id_token'];
}

describe('the discovery document', () => {
  it('has the issuer of Google and endpoints of the emulator', async () => {
    const { google, origin } = emulator;
    expect(await jsonObject(await fetch(google.discoveryUrl))).toMatchObject({
      issuer: ISSUER,
      authorization_endpoint: google.authorizationUrl,
      token_endpoint: google.tokenUrl,
      userinfo_endpoint: google.userinfoUrl,
      revocation_endpoint: google.revocationUrl,
      jwks_uri: google.jwksUrl,
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    });
    expect(google.discoveryUrl).toBe(`${origin}/.well-known/openid-configuration`);
  });

  it('has the origin of the emulator as issuer when it is configured, as callbacks and id_tokens do', async () => {
    const own = await startEmulator({ issuer: 'origin' });
    const callback = await own.approve(authorizationUrl(own, 'google'), 'vera');
    const { id_token: token } = await obtainTokens(own, 'google');
    expect(own.google.issuer).toBe(own.origin);
    expect(await jsonObject(await fetch(own.google.discoveryUrl))).toMatchObject({
      issuer: own.origin,
    });
    expect(queryParams(callback)).toMatchObject({ iss: own.origin });
    expect(decode(token).claims).toMatchObject({ iss: own.origin });
    await own.stop();
  });
});

describe('the id_token', () => {
  it('has the claims of Google and a valid signature', async () => {
    const tokens = await obtainTokens(emulator, 'google', { persona: 'wim', nonce: 'the-nonce' });
    const { header, claims } = decode(tokens['id_token']);
    const hash = createHash('sha256').update(String(tokens['access_token'])).digest();
    expect(header).toEqual({ alg: 'RS256', kid: expect.any(String), typ: 'JWT' });
    expect(claims).toEqual({
      iss: ISSUER,
      azp: emulator.google.clientId,
      aud: emulator.google.clientId,
      sub: expect.stringMatching(/^\d{21}$/),
      hd: 'example.org',
      email: 'wim@example.org',
      email_verified: true,
      name: 'Wim Sample',
      given_name: 'Wim',
      family_name: 'Sample',
      picture: `${emulator.origin}/avatars/wim.svg`,
      at_hash: hash.subarray(0, 16).toString('base64url'),
      nonce: 'the-nonce',
      iat: Math.floor(now / 1000),
      exp: Math.floor(now / 1000) + 3600,
    });
    expect(await isSigned(tokens['id_token'])).toBe(true);
  });

  it('has only the claims of the granted scopes, and the changed fields of the persona', async () => {
    const { claims } = decode(await idToken({ persona: 'lyra', scope: 'openid email' }));
    expect(claims).toMatchObject({ email: 'lyra@example.com', email_verified: 'true' });
    expect(claims).not.toHaveProperty('name');
  });

  it('is absent when no scope identifies the user', async () => {
    const scope = 'https://www.googleapis.com/auth/calendar.readonly';
    expect(await idToken({ scope })).toBeUndefined();
  });

  it('has auth_time only when max_age or the claim is requested', async () => {
    const authTime = { auth_time: Math.floor(now / 1000) };
    expect(decode(await idToken()).claims).not.toHaveProperty('auth_time');
    expect(decode(await idToken({ max_age: '60' })).claims).toMatchObject(authTime);
    const claims = JSON.stringify({ id_token: { auth_time: { essential: true } } });
    expect(decode(await idToken({ claims })).claims).toMatchObject(authTime);
  });

  it('has no nonce after a refresh, and the time of the original authentication', async () => {
    const params = { access_type: 'offline', prompt: 'consent', nonce: 'n', max_age: '60' };
    const { refresh_token: token } = await obtainTokens(emulator, 'google', params);
    const authenticatedAt = Math.floor(now / 1000);
    now += 600_000;
    const { claims } = decode((await refresh(emulator, 'google', token))['id_token']);
    expect(claims).toMatchObject({ auth_time: authenticatedAt, iat: authenticatedAt + 600 });
    expect(claims).not.toHaveProperty('nonce');
  });
});

describe('the signing key', () => {
  it('is in the JWK Set with its id, its use and its algorithm, without its private part', async () => {
    const [key] = await fetchKeys();
    expect(Object.keys(key ?? {}).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(key).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' });
  });

  it('is replaced by a rotation, and remains in the JWK Set until the next one', async () => {
    const before = await idToken();
    await emulator.rotateSigningKey();
    const after = await idToken();
    expect(decode(after).header['kid']).not.toBe(decode(before).header['kid']);
    expect([await isSigned(before), await isSigned(after)]).toEqual([true, true]);
    await emulator.rotateSigningKey();
    expect(await isSigned(before)).toBe(false);
  });

  it('is removed at once by a rotation that does not keep it', async () => {
    const before = await idToken();
    await emulator.rotateSigningKey({ keepPrevious: false });
    expect(await isSigned(before)).toBe(false);
    expect(await fetchKeys()).toHaveLength(1);
  });
});

describe('createIdToken()', () => {
  it('returns a credential of One Tap for the first client', async () => {
    const token = await emulator.createIdToken({ persona: 'vera', nonce: 'n' });
    expect(decode(token).claims).toMatchObject({
      iss: ISSUER,
      aud: emulator.google.clientId,
      azp: emulator.google.clientId,
      email: 'vera@example.com',
      name: 'Vera Sample',
      nonce: 'n',
    });
    expect(decode(token).claims).not.toHaveProperty('at_hash');
    expect(await isSigned(token)).toBe(true);
  });

  it('accepts another audience and another authorized party', async () => {
    const options = { persona: 'vera', audience: 'web', authorizedParty: 'android' };
    expect(decode(await emulator.createIdToken(options)).claims).toMatchObject({
      aud: 'web',
      azp: 'android',
    });
  });

  it('rejects a persona without a Google account', async () => {
    const created = emulator.createIdToken({ persona: 'rory' });
    await expect(created).rejects.toThrow('no Google account');
  });

  it.each([
    ['none', 'none'],
    ['client-secret', 'HS256'],
    ['public-key', 'HS256'],
    ['unknown-key', 'RS256'],
  ] as const)('forges a signature of the kind "%s"', async (signature, alg) => {
    const token = await emulator.createIdToken({ persona: 'vera', signature });
    expect(decode(token).header).toMatchObject({ alg });
    expect(await isSigned(token)).toBe(false);
  });

  it('replaces and removes claims and parameters of the header, under a valid signature', async () => {
    const token = await emulator.createIdToken({
      persona: 'vera',
      claims: { exp: 1, email: undefined },
      header: { typ: 'x' },
    });
    expect(decode(token).claims).toMatchObject({ exp: 1 });
    expect(decode(token).claims).not.toHaveProperty('email');
    expect(decode(token).header).toMatchObject({ typ: 'x' });
    expect(await isSigned(token)).toBe(true);
  });
});

describe('a fault in the id_token', () => {
  it('changes the id_token of the next token response only', async () => {
    const fault = emulator.injectFault({
      endpoint: 'token',
      kind: 'id-token',
      claims: { aud: 'somebody-else' },
      times: 1,
    });
    expect(decode(await idToken()).claims).toMatchObject({ aud: 'somebody-else' });
    expect(decode(await idToken()).claims).toMatchObject({ aud: emulator.google.clientId });
    expect(fault.hits).toBe(1);
  });

  it('does not apply to a request that fails', async () => {
    const fault = emulator.injectFault({ endpoint: 'token', kind: 'id-token', signature: 'none' });
    const code = await obtainCode(emulator, 'google');
    await exchangeCode(emulator, 'google', code, { params: { redirect_uri: `${CALLBACK_URL}/x` } });
    expect(fault.hits).toBe(0);
    fault.clear();
  });
});
