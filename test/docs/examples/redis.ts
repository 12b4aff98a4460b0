import type { Redis } from 'ioredis';
import type { RateLimitStorage, RevocationNotifier } from '../../../src/social-auth/index.js';

/** @param subscriber a connection of its own, because Redis executes no other commands on it */
export function redisNotifier(redis: Redis, subscriber: Redis): RevocationNotifier {
  return {
    notify: () => redis.publish('revocations', ''),
    subscribe: (listener) => {
      subscriber.on('message', listener);
      return subscriber.subscribe('revocations');
    },
  };
}

/** Counts a request, and starts the window with the first one. */
const INCREMENT = `
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { hits, redis.call('PTTL', KEYS[1]) }`;

export function redisRateLimits(redis: Redis): RateLimitStorage {
  return {
    async increment(key, ttl, limit) {
      const result = await redis.eval(INCREMENT, 1, `rate-limit:${key}`, ttl);
      const [totalHits = 0, remaining = 0] = result as number[];
      const timeToExpire = Math.ceil(remaining / 1000);
      const isBlocked = totalHits > limit;
      return {
        totalHits,
        timeToExpire,
        isBlocked,
        timeToBlockExpire: isBlocked ? timeToExpire : 0,
      };
    },
  };
}
