import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/social-auth/core/principal.js';
import { TestApp } from '../support/test-app.js';
import { Forger, notRefused } from './forged-tokens.js';
import { Instance, somebody } from './instance.js';

describe('an access token', () => {
  let app: TestApp;
  let instance: Instance;
  let principal: Principal;
  let forger: Forger;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    instance = Instance.of(app);
    principal = await somebody(app);
    forger = new Forger(instance.issue(principal));
  });
  afterAll(() => app.stop());

  const ask = (token: string) => instance.ask(token);

  it('says again what was put into it', () => {
    const rich = { ...principal, roles: ['admin'], scopes: ['a', 'b'], claims: { team: [1, 2] } };
    expect(instance.tokens.verify(instance.issue(rich))).toEqual(rich);
    const sly = { ...principal, claims: { sub: 'else', roles: ['admin'], exp: 9e9, sid: 'else' } };
    expect(instance.tokens.verify(instance.issue(sly))).toEqual(principal);
  });

  it('of another making is refused in every costume, and nobody is asked about it', async () => {
    app.standIn.clearRequests();
    const { publicKey } = instance.keys.signingKey();
    const tokens = forger.ofAStranger(publicKey, app.standIn.origin);
    expect(await notRefused(tokens, ask)).toEqual([]);
    expect(app.standIn.requests).toEqual([]);
  });

  it('with wrong claims is refused even when our key has signed it', async () => {
    const { privateKey } = instance.keys.signingKey();
    const tokens = forger.byTheRightKey(privateKey);
    expect(await notRefused(tokens, ask)).toEqual([]);
    expect(await instance.ask(forger.sign(privateKey, {}))).toBe(200);
  });
});
