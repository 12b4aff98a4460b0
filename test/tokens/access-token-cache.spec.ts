import { hash, randomUUID } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { AccessTokenCache } from '../../src/access-token/access-token-cache.js';
import { heapUsed } from '../support/heap.js';
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

/** A UUID as in a decoded token. The string of `randomUUID()` is a tree of its parts, which takes more memory. */
const flatUuid = () => JSON.parse(JSON.stringify(randomUUID())) as string;

/** A text with the length of an access token, and with as many different characters in the signature. */
const createToken = (index: number) =>
  `${'x'.repeat(390)}.${hash('sha512', String(index), 'base64url')}`;

const createTokens = (count: number) => Array.from({ length: count }, (_, i) => createToken(i));

function createVerified(expiresAt = 0) {
  const principal = { ...examplePrincipal, userId: flatUuid(), sessionId: flatUuid() };
  return { principal, kid: 'k', expiresAt };
}

describe('AccessTokenCache', () => {
  it('returns equal tokens with frozen principals', () => {
    const cache = new AccessTokenCache(10);
    const [token, verified] = [createToken(0), createVerified(1)];
    cache.set(token, verified);
    const cached = cache.get(token);
    expect(cached).toEqual(verified);
    expect(Object.isFrozen(cached?.principal)).toBe(true);
  });

  it('freezes roles and claims, so that one request cannot change them for the next', () => {
    const cache = new AccessTokenCache(10);
    const principal = structuredClone(examplePrincipal);
    cache.set('token', { principal, kid: 'k', expiresAt: 0 });
    expect(() => (principal.roles as string[]).push('admin')).toThrow(TypeError);
    const claims = principal.claims as { team: { lead: boolean } };
    expect(() => (claims.team.lead = false)).toThrow(TypeError);
    expect(() => Object.assign(principal, { userId: 'else' })).toThrow(TypeError);
  });

  it('finds all tokens when all of its capacity is used in rotation', () => {
    const cache = new AccessTokenCache(5000);
    const tokens = createTokens(5000);
    for (const token of tokens) cache.set(token, createVerified());
    for (let round = 0; round < 3; round++) {
      expect(tokens.filter((token) => cache.get(token) === undefined)).toEqual([]);
    }
  });

  it('does not find a token with the signature of another one', () => {
    const cache = new AccessTokenCache(5000);
    const tokens = createTokens(5000);
    for (const token of tokens) cache.set(token, createVerified());
    const isForgedFound = (token: string) => cache.get(`y${token.slice(1)}`) !== undefined;
    expect(tokens.filter(isForgedFound)).toEqual([]);
    // Then some of them are frequently used, and are compared as text.
    expect(tokens.filter((token) => cache.get(token) === undefined)).toEqual([]);
    expect(tokens.filter(isForgedFound)).toEqual([]);
    expect(tokens.filter((token) => cache.get(token) === undefined)).toEqual([]);
  });

  it('keeps the last one of two tokens that end alike', () => {
    const cache = new AccessTokenCache(3);
    const [first, last] = [createVerified(1), createVerified(2)];
    cache.set('first-signature', first);
    for (let time = 0; time < 10; time++) cache.set('last-signature', last);
    expect(cache.get('first-signature')).toBeUndefined();
    expect(cache.get('last-signature')).toEqual(last);
    expect(cache.size).toBe(1);
  });

  it('does not mix the roles, claims and keys of different tokens', () => {
    const cache = new AccessTokenCache(5000);
    const entries = createTokens(3000).map((token, index) => {
      const verified = createVerified(index);
      const claims = { team: { lead: index % 2 === 0 } };
      const principal = { ...verified.principal, roles: [`role ${index % 1500}`], claims };
      return [token, { ...verified, principal, kid: `key ${index % 3}` }] as const;
    });
    for (const [token, verified] of entries) cache.set(token, verified);
    expect(entries.map(([token]) => [token, cache.get(token)])).toEqual(entries);
  });

  it('evicts the oldest token when it is full, and never exceeds its capacity', () => {
    const cache = new AccessTokenCache(3);
    const tokens = createTokens(100);
    for (const [index, token] of tokens.entries()) {
      cache.set(token, createVerified());
      expect(cache.size).toBe(Math.min(index + 1, 3));
    }
    expect(tokens.filter((token) => cache.get(token) !== undefined)).toEqual(tokens.slice(-3));
  });

  it('takes less than 320 bytes per token', () => {
    const cache = new AccessTokenCache(100_000);
    const before = heapUsed();
    for (let index = 0; index < 100_000; index++) {
      cache.set(createToken(index), createVerified(index));
    }
    expect((heapUsed() - before) / 100_000).toBeLessThan(320);
    expect(cache.size).toBeGreaterThan(99_900);
  });

  it('caches nothing with a capacity of 0', () => {
    const cache = new AccessTokenCache(0);
    cache.set('token', createVerified());
    expect(cache.get('token')).toBeUndefined();
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
    const verify = vi.spyOn(app.app.get(JwtService, { strict: false }), 'verify');
    expect(instance.tokens.verify(token)).toBeDefined();
    expect(verify).not.toHaveBeenCalled();
    verify.mockRestore();
  });

  it('has the same principal after newer tokens have evicted it from the frequent ones', async () => {
    const principal = instance.tokens.verify(token);
    const user = await createUser(app);
    const verify = vi.spyOn(app.app.get(JwtService, { strict: false }), 'verify');
    for (let index = 0; index < 2200; index++) instance.tokens.verify(instance.issue(user));
    verify.mockClear();
    const decoded = instance.tokens.verify(token);
    expect(verify).not.toHaveBeenCalled();
    verify.mockRestore();
    expect(decoded).toEqual(principal);
    expect(Object.isFrozen(decoded)).toBe(true);
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
