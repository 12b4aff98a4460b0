import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { SocialAuthVerifierModule } from '../../src/verifier/index.js';
import { resolveVerifierOptions } from '../../src/verifier/verifier-options.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { TokenForger, acceptedTokens } from '../tokens/forged-tokens.js';
import { Instance, createUser } from '../tokens/instance.js';
import { VerifierApp } from './verifier-app.js';

describe.each(MAIN_ADAPTERS)('a verifier on %s', (adapter) => {
  let app: TestApp;
  let issuer: Instance;
  let principal: Principal;
  let service: VerifierApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    issuer = Instance.of(app);
    principal = await createUser(app);
    service = await VerifierApp.start(adapter, { issuer: app.origin });
  });
  afterAll(async () => {
    await service.stop();
    await app.stop();
  });

  const statusOf = (token: string) => service.statusOf(token);

  it('returns the principal of a token that the app issued', async () => {
    const withClaims = { ...principal, roles: ['admin'], scopes: ['a', 'b'], claims: { team: 7 } };
    const { status, body } = await service.whoAmI(`Bearer ${issuer.issue(withClaims)}`);
    expect([status, body]).toEqual([200, withClaims]);
  });

  it('returns 401 with a challenge that contains an error only when a token was sent', async () => {
    const without = await service.whoAmI();
    expect(without.status).toBe(401);
    expect(without.headers.get('www-authenticate')).toBe('Bearer');
    expect(without.body).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: expect.any(String),
      code: 'unauthenticated',
    });
    const invalid = await service.whoAmI('Bearer x.y.z');
    expect(invalid.status).toBe(401);
    expect(invalid.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(invalid.body).toMatchObject({ statusCode: 401, code: 'invalid_token' });
    const token = issuer.issue(principal);
    for (const authorization of ['Bearer', 'Basic dXNlcjpwYXNz', token, `Bearer ${token} x`]) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await service.whoAmI(authorization)).status).toBe(401);
    }
  });

  it('rejects every forged token without a request to a URL in the token', async () => {
    const { publicKey, privateKey } = issuer.keys.signingKey();
    const forger = new TokenForger(issuer.issue(principal));
    app.emulator.clearRequests();
    const unsigned = forger.withInvalidSignature(publicKey, app.emulator.origin);
    expect(await acceptedTokens(unsigned, statusOf)).toEqual([]);
    expect(app.emulator.requests).toEqual([]);
    const signed = forger.withInvalidClaims(privateKey);
    expect(await acceptedTokens(signed, statusOf)).toEqual([]);
    expect(await service.statusOf(forger.sign(privateKey, {}))).toBe(200);
  });

  it('rejects tokens for another audience', async () => {
    const other = await VerifierApp.start(adapter, {
      issuer: app.origin,
      audience: 'https://billing.example.com',
    });
    const token = issuer.issue(principal);
    const { privateKey } = issuer.keys.signingKey();
    const intended = new TokenForger(token).sign(
      privateKey,
      {},
      { aud: 'https://billing.example.com' },
    );
    expect([await other.statusOf(token), await other.statusOf(intended)]).toEqual([401, 200]);
    await other.stop();
  });

  it('verifies without interruption while the keys are rotated', async () => {
    let ahead = 0;
    const before = issuer.issue(principal);
    const { kid } = await issuer.keys.rotate();
    const failed: number[] = [];
    for (; ahead <= 18 * 60; ahead += 60) {
      service.moveClock(ahead);
      // oxlint-disable-next-line no-await-in-loop
      await issuer.moveClock(ahead);
      const tokens = [issuer.issue(principal), ...(ahead <= 240 ? [before] : [])];
      // oxlint-disable-next-line no-await-in-loop
      const statuses = await Promise.all(tokens.map((token) => service.statusOf(token)));
      failed.push(...statuses.filter((status) => status !== 200));
      // oxlint-disable-next-line no-await-in-loop
      await issuer.keys.reload();
    }
    expect(failed).toEqual([]);
    expect(issuer.keys.signingKey().kid).toBe(kid);
    expect(await service.statusOf(before)).toBe(401);
  });

  it('fetches the keys again for an unknown key id, and rejects the keys that it replaced', async () => {
    const ahead = 20 * 60;
    service.moveClock(ahead);
    await issuer.moveClock(ahead);
    const before = issuer.issue(principal);
    expect(await service.statusOf(before)).toBe(200);
    await issuer.keys.rotate({ immediate: true });
    service.moveClock(ahead + 11);
    await issuer.moveClock(ahead + 11);
    expect(await service.statusOf(issuer.issue(principal))).toBe(200);
    expect(await service.statusOf(before)).toBe(401);
  });
});

describe('verifier options', () => {
  it('default to the audience and JWKS of the app', () => {
    expect(resolveVerifierOptions({ issuer: 'https://app.example.com/' })).toEqual({
      issuer: 'https://app.example.com',
      audience: 'https://app.example.com',
      jwksUri: 'https://app.example.com/.well-known/jwks.json',
    });
  });

  it.each([
    [{ issuer: 'app.example.com' }, /issuer must be an absolute URL/],
    [{ issuer: 'https://app.example.com?a=b' }, /issuer must not have a query/],
    [{ issuer: 'https://app.example.com', audience: '' }, /audience must not be empty/],
    [{ issuer: 'https://a.example', audience: 1 as never }, /audience must be of type string/],
    [{ issuer: 'http://app.example.com' }, /jwksUri must be an https URL/],
    [{ issuer: 'https://a.example', jwksUri: 'http://a.example/jwks' }, /jwksUri must be an https/],
    [{ issuer: 'https://a.example', jwksUri: 'https://u:p@a.example/jwks' }, /without credentials/],
    [{ issuer: 'https://a.example', jwksUri: 'file:///etc/passwd' }, /jwksUri must be an https/],
  ])('are rejected at start: %j', async (options, message) => {
    expect(() => resolveVerifierOptions(options)).toThrow(message);
    await expect(VerifierApp.start('fastify', options)).rejects.toThrow(message);
  });

  it('accept an issuer below a path, with its JWKS below the same path', () => {
    expect(resolveVerifierOptions({ issuer: 'https://example.com/shop/' })).toEqual({
      issuer: 'https://example.com/shop',
      audience: 'https://example.com/shop',
      jwksUri: 'https://example.com/shop/.well-known/jwks.json',
    });
  });

  it('permit plain http on another machine with dangerouslyAllowPlainHttp', () => {
    const options = { issuer: 'http://auth.internal:3000', dangerouslyAllowPlainHttp: true };
    expect(resolveVerifierOptions(options).jwksUri).toBe(
      'http://auth.internal:3000/.well-known/jwks.json',
    );
    expect(SocialAuthVerifierModule.forRoot(options).global).toBe(true);
  });
});
