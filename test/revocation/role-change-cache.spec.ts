import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RoleChangeCache } from '../../src/social-auth/revocation/role-change-cache.js';

const MINUTE = 60_000;

describe('RoleChangeCache', () => {
  it('returns the latest roles of a user, and says when they are new', () => {
    const cache = new RoleChangeCache(6 * MINUTE);
    expect(cache.get('vera')).toBeUndefined();
    expect(cache.set('vera', ['admin'], 0)).toBe(true);
    expect(cache.set('vera', ['admin'], 300)).toBe(false);
    expect(cache.set('vera', [], 600)).toBe(true);
    expect(cache.get('vera')).toEqual([]);
  });

  it('keeps an entry for its window after the latest change, even if that restored the roles', () => {
    const cache = new RoleChangeCache(6 * MINUTE);
    cache.set('vera', ['admin'], 0);
    cache.set('vera', ['admin'], MINUTE);
    cache.evict(7 * MINUTE);
    expect(cache.get('vera')).toEqual(['admin']);
    cache.evict(7 * MINUTE + 10_000);
    expect(cache.size).toBe(0);
  });

  it('is bounded by its window, for users in any order', () => {
    const cache = new RoleChangeCache(6 * MINUTE);
    let largest = 0;
    for (let minute = 0; minute < 600; minute++) {
      for (let index = 0; index < 100; index++) {
        cache.set(randomUUID(), ['admin'], (minute - ((index * 37) % 100) / 100) * MINUTE);
      }
      cache.evict(minute * MINUTE);
      largest = Math.max(largest, cache.size);
    }
    expect(largest).toBeLessThanOrEqual(9 * 100);
  });
});
