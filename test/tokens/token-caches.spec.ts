import { randomUUID } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { CompactTokenCache } from '../../src/access-token/compact-token-cache.js';
import { FrequentTokenCache } from '../../src/access-token/frequent-token-cache.js';
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

describe('FrequentTokenCache', () => {
  it('never exceeds its capacity', () => {
    const cache = new FrequentTokenCache(1000);
    let largest = 0;
    for (let index = 0; index < 10_000; index++) {
      cache.set(`token-${index}`, { principal: examplePrincipal, kid: 'k', expiresAt: 0 });
      cache.get(`token-${(index * 7919) % (index + 1)}`);
      largest = Math.max(largest, cache.size);
    }
    expect(largest).toBe(1000);
  });

  it('keeps recently used entries and evicts the others', () => {
    const cache = new FrequentTokenCache(100);
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
    const cache = new FrequentTokenCache(2000);
    const names = Array.from({ length: 1000 }, (_, index) => `token-${index}`);
    for (const name of names) {
      cache.set(name, { principal: examplePrincipal, kid: 'k', expiresAt: 0 });
    }
    for (let round = 0; round < 3; round++) {
      expect(names.filter((name) => cache.get(name) === undefined)).toEqual([]);
    }
  });

  it('caches nothing with a capacity of 0', () => {
    const cache = new FrequentTokenCache(0);
    cache.set('token', { principal: examplePrincipal, kid: 'k', expiresAt: 0 });
    expect(cache.get('token')).toBeUndefined();
  });

  it('freezes the principal, so that one request cannot change it for the next', () => {
    const cache = new FrequentTokenCache(10);
    const principal = structuredClone(examplePrincipal);
    cache.set('token', { principal, kid: 'k', expiresAt: 0 });
    expect(() => (principal.roles as string[]).push('admin')).toThrow(TypeError);
    const claims = principal.claims as { team: { lead: boolean } };
    expect(() => (claims.team.lead = false)).toThrow(TypeError);
    expect(() => Object.assign(principal, { userId: 'else' })).toThrow(TypeError);
  });
});

/** A UUID as in a decoded token. The string of `randomUUID()` is a tree of its parts, which takes more memory. */
const flatUuid = () => JSON.parse(JSON.stringify(randomUUID())) as string;

describe('CompactTokenCache', () => {
  const tokenOf = (index: number) => ({
    principal: { ...examplePrincipal, userId: flatUuid(), sessionId: flatUuid() },
    kid: 'k',
    expiresAt: index,
  });

  it('returns equal tokens with frozen principals', () => {
    const cache = new CompactTokenCache(10);
    const token = tokenOf(1);
    cache.set('digest', token);
    const cached = cache.get('digest');
    expect(cached).toEqual(token);
    expect(Object.isFrozen(cached?.principal)).toBe(true);
  });

  it('does not mix the roles, claims and keys of different tokens', () => {
    const cache = new CompactTokenCache(5000);
    const tokens = Array.from({ length: 3000 }, (_, index) => {
      const token = tokenOf(index);
      const claims = { team: { lead: index % 2 === 0 } };
      const principal = { ...token.principal, roles: [`role ${index % 1500}`], claims };
      return { ...token, principal, kid: `key ${index % 3}` };
    });
    for (const [index, token] of tokens.entries()) cache.set(String(index), token);
    expect(tokens.map((_, index) => cache.get(String(index)))).toEqual(tokens);
  });

  it('evicts the oldest token when it is full', () => {
    const cache = new CompactTokenCache(3);
    for (const name of ['a', 'b', 'c', 'd']) cache.set(name, tokenOf(1));
    expect(cache.size).toBe(3);
    expect(['a', 'b', 'd'].map((name) => cache.get(name) !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('takes less than 320 bytes per token', () => {
    const cache = new CompactTokenCache(100_000);
    const before = heapUsed();
    for (let index = 0; index < 100_000; index++) {
      cache.set(CompactTokenCache.digest(`token ${index}`), tokenOf(index));
    }
    expect((heapUsed() - before) / 100_000).toBeLessThan(320);
    expect(cache.size).toBe(100_000);
  });

  it('caches nothing with a capacity of 0', () => {
    const cache = new CompactTokenCache(0);
    cache.set('digest', tokenOf(1));
    expect(cache.get('digest')).toBeUndefined();
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

  it('has the same principal after newer tokens have evicted it from the frequent ones', async () => {
    const principal = instance.tokens.verify(token);
    const user = await createUser(app);
    const verify = vi.spyOn(app.app.get(JwtService, { strict: false }), 'verify');
    for (let index = 0; index < 2200; index++) instance.tokens.verify(instance.issue(user));
    verify.mockClear();
    const decoded = instance.tokens.verify(token);
    expect(verify).not.toHaveBeenCalled();
    verify.mockRestore();
    expect(decoded).not.toBe(principal);
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
