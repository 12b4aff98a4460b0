import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { VerifiedTokenCache } from '../../src/access-token/verified-token-cache.js';
import { TestApp } from '../support/test-app.js';
import { Instance, createUser } from './instance.js';

const anybody: Principal = {
  userId: 'u',
  sessionId: 's',
  roles: ['reader'],
  scopes: [],
  clientId: 'browser',
  authTime: 0,
  claims: { team: { lead: true } },
};

describe('the memory of verified tokens', () => {
  it('holds no more than it may, whatever comes', () => {
    const tokens = new VerifiedTokenCache(1000);
    let largest = 0;
    for (let index = 0; index < 100_000; index++) {
      tokens.set(`token-${index}`, { principal: anybody, kid: 'k', expiresAt: 0 });
      tokens.get(`token-${(index * 7919) % (index + 1)}`);
      largest = Math.max(largest, tokens.size);
    }
    expect(largest).toBe(1000);
  });

  it('keeps what is asked for, and forgets what is not', () => {
    const tokens = new VerifiedTokenCache(100);
    const entry = { principal: anybody, kid: 'k', expiresAt: 0 };
    tokens.set('asked for', entry);
    tokens.set('left alone', entry);
    for (let index = 0; index < 1000; index++) {
      tokens.set(`token-${index}`, entry);
      expect(tokens.get('asked for')).toBe(entry);
    }
    expect(tokens.get('left alone')).toBeUndefined();
  });

  it('of half its capacity in rotation, misses none', () => {
    const tokens = new VerifiedTokenCache(2000);
    const names = Array.from({ length: 1000 }, (_, index) => `token-${index}`);
    for (const name of names) tokens.set(name, { principal: anybody, kid: 'k', expiresAt: 0 });
    for (let round = 0; round < 3; round++) {
      expect(names.filter((name) => tokens.get(name) === undefined)).toEqual([]);
    }
  });

  it('is off with a capacity of 0', () => {
    const tokens = new VerifiedTokenCache(0);
    tokens.set('token', { principal: anybody, kid: 'k', expiresAt: 0 });
    expect(tokens.get('token')).toBeUndefined();
  });

  it('gives out what nobody can change for the next request', () => {
    const tokens = new VerifiedTokenCache(10);
    const principal = structuredClone(anybody);
    tokens.set('token', { principal, kid: 'k', expiresAt: 0 });
    expect(() => (principal.roles as string[]).push('admin')).toThrow(TypeError);
    const claims = principal.claims as { team: { lead: boolean } };
    expect(() => (claims.team.lead = false)).toThrow(TypeError);
    expect(() => Object.assign(principal, { userId: 'else' })).toThrow(TypeError);
  });
});

describe('an access token that was good before', () => {
  let app: TestApp;
  let instance: Instance;
  let token: string;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    instance = Instance.of(app);
    token = instance.issue(await createUser(app));
    expect(await instance.ask(token)).toBe(200);
  });
  afterAll(() => app.stop());

  it('is not verified again', () => {
    const known = instance.tokens.verify(token);
    expect(known).toBeDefined();
    expect(instance.tokens.verify(token)).toBe(known);
  });

  it('is refused when it has expired', () => {
    app.moveClock(280);
    expect(instance.tokens.verify(token)).toBeDefined();
    app.moveClock(301);
    expect(instance.tokens.verify(token)).toBeUndefined();
    app.moveClock(0);
  });

  it('is refused when its key has gone', () => {
    const find = vi.spyOn(instance.keys, 'find').mockReturnValue(undefined);
    expect(instance.tokens.verify(token)).toBeUndefined();
    find.mockRestore();
    expect(instance.tokens.verify(token)).toBeDefined();
  });

  it('is refused when its session has ended', async () => {
    await app.browser().request('/auth/logout', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
    expect(instance.tokens.verify(token)).toBeDefined();
    expect(await instance.ask(token)).toBe(401);
  });

  it('does not make another of it good that differs by one letter', () => {
    for (let at = 0; at < token.length - 1; at += 7) {
      const other = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(instance.tokens.verify(other)).toBeUndefined();
    }
  });
});
