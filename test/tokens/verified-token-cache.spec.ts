import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { VerifiedTokenCache } from '../../src/access-token/verified-token-cache.js';
import { TestApp } from '../support/test-app.js';
import { Instance, createUser } from './instance.js';

const examplePrincipal: Principal = {
  userId: 'u',
  sessionId: 's',
  roles: ['reader'],
  scopes: [],
  clientId: 'browser',
  authTime: 0,
  claims: { team: { lead: true } },
};

describe('VerifiedTokenCache', () => {
  it('never exceeds its capacity', () => {
    const cache = new VerifiedTokenCache(1000);
    let largest = 0;
    for (let index = 0; index < 100_000; index++) {
      cache.set(`token-${index}`, { principal: examplePrincipal, kid: 'k', expiresAt: 0 });
      cache.get(`token-${(index * 7919) % (index + 1)}`);
      largest = Math.max(largest, cache.size);
    }
    expect(largest).toBe(1000);
  });

  it('keeps recently used entries and evicts the others', () => {
    const cache = new VerifiedTokenCache(100);
    const entry = { principal: examplePrincipal, kid: 'k', expiresAt: 0 };
    cache.set('used', entry);
    cache.set('unused', entry);
    for (let index = 0; index < 1000; index++) {
      cache.set(`token-${index}`, entry);
      expect(cache.get('used')).toBe(entry);
    }
    expect(cache.get('unused')).toBeUndefined();
  });

  it('returns every entry when half of its capacity is used in rotation', () => {
    const cache = new VerifiedTokenCache(2000);
    const names = Array.from({ length: 1000 }, (_, index) => `token-${index}`);
    for (const name of names) {
      cache.set(name, { principal: examplePrincipal, kid: 'k', expiresAt: 0 });
    }
    for (let round = 0; round < 3; round++) {
      expect(names.filter((name) => cache.get(name) === undefined)).toEqual([]);
    }
  });

  it('caches nothing with a capacity of 0', () => {
    const cache = new VerifiedTokenCache(0);
    cache.set('token', { principal: examplePrincipal, kid: 'k', expiresAt: 0 });
    expect(cache.get('token')).toBeUndefined();
  });

  it('freezes the principal, so that one request cannot change it for the next', () => {
    const cache = new VerifiedTokenCache(10);
    const principal = structuredClone(examplePrincipal);
    cache.set('token', { principal, kid: 'k', expiresAt: 0 });
    expect(() => (principal.roles as string[]).push('admin')).toThrow(TypeError);
    const claims = principal.claims as { team: { lead: boolean } };
    expect(() => (claims.team.lead = false)).toThrow(TypeError);
    expect(() => Object.assign(principal, { userId: 'else' })).toThrow(TypeError);
  });
});

describe('a cached access token', () => {
  let app: TestApp;
  let instance: Instance;
  let token: string;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    instance = Instance.of(app);
    token = instance.issue(await createUser(app));
    expect(await instance.statusOf(token)).toBe(200);
  });
  afterAll(() => app.stop());

  it('is not verified a second time', () => {
    const cached = instance.tokens.verify(token);
    expect(cached).toBeDefined();
    expect(instance.tokens.verify(token)).toBe(cached);
  });

  it('is rejected when it has expired', async () => {
    await app.moveClock(280);
    expect(instance.tokens.verify(token)).toBeDefined();
    await app.moveClock(301);
    expect(instance.tokens.verify(token)).toBeUndefined();
    await app.moveClock(0);
  });

  it('is rejected when its key has been removed', () => {
    const find = vi.spyOn(instance.keys, 'find').mockReturnValue(undefined);
    expect(instance.tokens.verify(token)).toBeUndefined();
    find.mockRestore();
    expect(instance.tokens.verify(token)).toBeDefined();
  });

  it('is rejected when its session has been revoked', async () => {
    await app.browser().request('/auth/logout', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
    expect(instance.tokens.verify(token)).toBeDefined();
    expect(await instance.statusOf(token)).toBe(401);
  });

  it('does not make a token valid that differs in one character', () => {
    for (let at = 0; at < token.length - 1; at += 7) {
      const other = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(instance.tokens.verify(other)).toBeUndefined();
    }
  });
});
