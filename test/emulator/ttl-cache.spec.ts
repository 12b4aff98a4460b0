import { describe, expect, it } from 'vitest';
import { TtlCache } from '../../src/emulator/oauth/ttl-cache.js';

describe('the cache of codes and tokens', () => {
  it('does not grow beyond its capacity, and removes the oldest entries first', () => {
    const cache = new TtlCache<number>({ ttlMs: 60_000, capacity: 1_000, now: Date.now });
    for (let index = 0; index < 100_000; index += 1) {
      cache.set(`key-${index}`, index);
    }
    expect(cache.size).toBe(1_000);
    expect([cache.get('key-0'), cache.get('key-99999')]).toEqual([undefined, 99_999]);
  });

  it('returns a value until it expires or is consumed', () => {
    let now = 0;
    const cache = new TtlCache<string>({ ttlMs: 10, capacity: 5, now: () => now });
    cache.set('a', 'A');
    now = 9;
    cache.set('b', 'B');
    expect([cache.get('a'), cache.consume('b'), cache.consume('b')]).toEqual(['A', 'B', undefined]);
    now = 10;
    expect(cache.get('a')).toBeUndefined();
  });

  it('removes expired entries when a value is added', () => {
    let now = 0;
    const cache = new TtlCache<string>({ ttlMs: 10, capacity: 5, now: () => now });
    cache.set('a', 'A');
    now = 10;
    cache.set('b', 'B');
    expect(cache.size).toBe(1);
  });
});
