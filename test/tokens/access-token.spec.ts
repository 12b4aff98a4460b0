import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { TestApp } from '../support/test-app.js';
import { Instance, createUser } from './instance.js';

describe('an access token', () => {
  let app: TestApp;
  let instance: Instance;
  let principal: Principal;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    instance = Instance.of(app);
    principal = await createUser(app);
  });
  afterAll(() => app.stop());

  it('contains the principal that it was issued for, and no custom claim overrides it', () => {
    const withCustomClaims = {
      ...principal,
      roles: ['admin'],
      scopes: ['a', 'b'],
      claims: { team: [1, 2] },
    };
    expect(instance.tokens.verify(instance.issue(withCustomClaims))).toEqual(withCustomClaims);
    const withReservedClaims = {
      ...principal,
      claims: { sub: 'else', roles: ['admin'], exp: 9e9, sid: 'else' },
    };
    expect(instance.tokens.verify(instance.issue(withReservedClaims))).toEqual(principal);
  });
});
