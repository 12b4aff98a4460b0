import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { SocialAuthVerifierModule } from '../../src/verifier/index.js';
import { resolveVerifierOptions } from '../../src/verifier/verifier-options.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import { Forger, notRefused } from '../tokens/forged-tokens.js';
import { Instance, createUser } from '../tokens/instance.js';
import { VerifyingService } from './verifying-service.js';

describe.each(ADAPTERS)('a service on %s that only verifies', (adapter) => {
  let app: TestApp;
  let issuer: Instance;
  let principal: Principal;
  let service: VerifyingService;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    issuer = Instance.of(app);
    principal = await createUser(app);
    service = await VerifyingService.start(adapter, { issuer: app.origin });
  });
  afterAll(async () => {
    await service.stop();
    await app.stop();
  });

  const ask = (token: string) => service.ask(token);

  it('knows whom a token of the app names', async () => {
    const rich = { ...principal, roles: ['admin'], scopes: ['a', 'b'], claims: { team: 7 } };
    const { status, body } = await service.whoAmI(`Bearer ${issuer.issue(rich)}`);
    expect([status, body]).toEqual([200, rich]);
  });

  it('answers 401 with a challenge that names an error only when a token was sent', async () => {
    const without = await service.whoAmI();
    expect(without.status).toBe(401);
    expect(without.headers.get('www-authenticate')).toBe('Bearer');
    expect(without.body).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: expect.any(String),
      code: 'unauthenticated',
    });
    const bad = await service.whoAmI('Bearer x.y.z');
    expect(bad.status).toBe(401);
    expect(bad.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(bad.body).toMatchObject({ statusCode: 401, code: 'invalid_token' });
    const token = issuer.issue(principal);
    for (const authorization of ['Bearer', 'Basic dXNlcjpwYXNz', token, `Bearer ${token} x`]) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await service.whoAmI(authorization)).status).toBe(401);
    }
  });

  it('refuses every forged token, and asks nobody about it', async () => {
    const { publicKey, privateKey } = issuer.keys.signingKey();
    const forger = new Forger(issuer.issue(principal));
    app.emulator.clearRequests();
    const strange = forger.ofAStranger(publicKey, app.emulator.origin);
    expect(await notRefused(strange, ask)).toEqual([]);
    expect(app.emulator.requests).toEqual([]);
    const wrong = forger.byTheRightKey(privateKey);
    expect(await notRefused(wrong, ask)).toEqual([]);
    expect(await service.ask(forger.sign(privateKey, {}))).toBe(200);
  });

  it('refuses tokens for another audience than its own', async () => {
    const other = await VerifyingService.start(adapter, {
      issuer: app.origin,
      audience: 'https://billing.example.com',
    });
    const token = issuer.issue(principal);
    const { privateKey } = issuer.keys.signingKey();
    const meant = new Forger(token).sign(privateKey, {}, { aud: 'https://billing.example.com' });
    expect([await other.ask(token), await other.ask(meant)]).toEqual([401, 200]);
    await other.stop();
  });

  it('keeps verifying while the keys are rotated', async () => {
    let ahead = 0;
    const moveClocks = () => {
      for (const moved of [issuer, service]) moved.moveClock(ahead);
    };
    const before = issuer.issue(principal);
    const { kid } = await issuer.keys.rotate();
    const failed: number[] = [];
    for (; ahead <= 18 * 60; ahead += 60) {
      moveClocks();
      const tokens = [issuer.issue(principal), ...(ahead <= 240 ? [before] : [])];
      // oxlint-disable-next-line no-await-in-loop
      const answers = await Promise.all(tokens.map((token) => service.ask(token)));
      failed.push(...answers.filter((status) => status !== 200));
      // oxlint-disable-next-line no-await-in-loop
      await issuer.keys.reload();
    }
    expect(failed).toEqual([]);
    expect(issuer.keys.signingKey().kid).toBe(kid);
    expect(await service.ask(before)).toBe(401);
  });

  it('learns of a key that was replaced at once by meeting its successor', async () => {
    const ahead = 20 * 60;
    for (const moved of [issuer, service]) moved.moveClock(ahead);
    const before = issuer.issue(principal);
    expect(await service.ask(before)).toBe(200);
    await issuer.keys.rotate({ immediate: true });
    for (const moved of [issuer, service]) moved.moveClock(ahead + 11);
    expect(await service.ask(issuer.issue(principal))).toBe(200);
    expect(await service.ask(before)).toBe(401);
  });
});

describe('the options of a service that only verifies', () => {
  it('default to what the app does', () => {
    expect(resolveVerifierOptions({ issuer: 'https://app.example.com/' })).toEqual({
      issuer: 'https://app.example.com',
      audience: 'https://app.example.com',
      jwksUri: 'https://app.example.com/.well-known/jwks.json',
    });
  });

  it.each([
    [{ issuer: 'app.example.com' }, /issuer: must be an absolute URL/],
    [{ issuer: 'https://app.example.com/login' }, /issuer: must be an origin/],
    [{ issuer: 'https://app.example.com', audience: '' }, /audience: must not be empty/],
    [{ issuer: 'http://app.example.com' }, /jwksUri: must be an https URL/],
    [
      { issuer: 'https://a.example', jwksUri: 'http://a.example/jwks' },
      /jwksUri: must be an https/,
    ],
    [{ issuer: 'https://a.example', jwksUri: 'https://u:p@a.example/jwks' }, /without credentials/],
    [{ issuer: 'https://a.example', jwksUri: 'file:///etc/passwd' }, /jwksUri: must be an https/],
  ])('are refused at boot: %j', async (options, message) => {
    expect(() => resolveVerifierOptions(options)).toThrow(message);
    await expect(VerifyingService.start('fastify', options)).rejects.toThrow(message);
  });

  it('permit plain http elsewhere under an ugly name', () => {
    const options = { issuer: 'http://auth.internal:3000', dangerouslyAllowPlainHttp: true };
    expect(resolveVerifierOptions(options).jwksUri).toBe(
      'http://auth.internal:3000/.well-known/jwks.json',
    );
    expect(SocialAuthVerifierModule.forRoot(options).global).toBe(true);
  });
});
