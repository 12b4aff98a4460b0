import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveKey } from '../../src/crypto/aead.js';
import type { ResolvedOptions } from '../../src/social-auth/core/options.js';
import { encodePart, signHS256 } from '../../src/crypto/jws.js';
import { RefreshTokenService } from '../../src/social-auth/tokens/refresh-token.service.js';
import { Clock } from '../../src/time/clock.js';

const NOW = 1_900_000_000;
const SECRET = 'a secret of the app with 32 bytes';
const PUBLIC_URL = 'https://app.example';

const clock = new Clock();
clock.milliseconds = () => NOW * 1000;

const create = (...secrets: string[]) =>
  new RefreshTokenService(clock, {
    secrets,
    publicUrl: PUBLIC_URL,
    sessionIdleTimeout: 3_600_000,
  } as unknown as ResolvedOptions);

const claims = {
  iss: PUBLIC_URL,
  aud: `${PUBLIC_URL}/auth/refresh`,
  sub: 'user',
  sid: '018f3c2e-7b5a-7c31-9d2e-4f1a2b3c4d5e',
  gen: 3,
  client_id: 'browser',
  iat: NOW,
  exp: NOW + 60,
};

/** Signs claims as the app does. `undefined` removes a claim. */
const sign = (changed: object = {}) =>
  signHS256(
    encodePart({ alg: 'HS256', typ: 'rt+jwt' }),
    { ...claims, ...changed },
    createSecretKey(deriveKey(SECRET, 'refresh-token')),
  );

describe('RefreshTokenService.verify', () => {
  const expected = {
    userId: claims.sub,
    sessionId: claims.sid,
    generation: claims.gen,
    clientId: claims.client_id,
  };

  it('returns the claims of a token that it has issued', () => {
    const [refreshedAt, expiresAt] = [new Date(NOW * 1000), new Date((NOW + 60) * 1000)];
    const { token, expiresIn } = create(SECRET).issue({ ...expected, refreshedAt, expiresAt });
    expect(token).toBe(sign());
    expect(expiresIn).toBe(60);
    expect(create(SECRET).verify(token)).toEqual(expected);
  });

  it('accepts tokens that were signed with a former secret', () => {
    expect(create('another secret with 32 bytes or so', SECRET).verify(sign())).toEqual(expected);
    expect(create('another secret with 32 bytes or so').verify(sign())).toBeUndefined();
  });

  it.each<[string, object]>([
    ['another issuer', { iss: 'https://evil.example' }],
    ['a list of issuers', { iss: [PUBLIC_URL] }],
    ['no issuer', { iss: undefined }],
    ['the audience of an access token', { aud: PUBLIC_URL }],
    ['a list of audiences', { aud: [claims.aud] }],
    ['no audience', { aud: undefined }],
    ['an expiration now', { exp: NOW }],
    ['an expiration that is not a number', { exp: String(NOW + 60) }],
    ['no expiration', { exp: undefined }],
    ['no subject', { sub: '' }],
    ['a session that is not a UUID', { sid: 'session' }],
    ['generation 0', { gen: 0 }],
    ['a generation above the range of the column', { gen: 2 ** 31 }],
    ['no client', { client_id: undefined }],
  ])('rejects a signed token with %s', (_, changed) => {
    expect(create(SECRET).verify(sign(changed))).toBeUndefined();
  });

  it('rejects a long token without decoding it', () => {
    expect(create(SECRET).verify(sign({ padding: 'x'.repeat(2048) }))).toBeUndefined();
  });
});
