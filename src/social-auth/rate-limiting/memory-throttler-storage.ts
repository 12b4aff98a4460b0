import { Injectable } from '@nestjs/common';
import { Clock } from '../../time/clock.js';
import type { RateLimitRecord, RateLimitStorage } from '../core/rate-limits.js';

/** Maximum number of counters. Beyond it the oldest is dropped, so that random addresses cannot exhaust memory. */
export const MAX_COUNTERS = 10_000;

interface Counter {
  hits: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Counts requests in fixed windows, in the memory of this instance.
 *
 * Each instance counts on its own. To share the counters, pass a storage such as one on Redis in the option
 * `rateLimitStorage`.
 */
@Injectable()
export class MemoryThrottlerStorage implements RateLimitStorage {
  readonly #counters = new Map<string, Counter>();

  constructor(private readonly clock: Clock) {}

  /** Number of counters in memory. */
  get size(): number {
    return this.#counters.size;
  }

  increment(key: string, ttl: number, limit: number): Promise<RateLimitRecord> {
    const now = this.clock.milliseconds();
    const counter = this.#counter(key, now, ttl);
    // Refused requests do not count, so that the number stays small.
    if (counter.hits <= limit) counter.hits += 1;
    const isBlocked = counter.hits > limit;
    const timeToExpire = Math.ceil((counter.expiresAt - now) / 1000);
    return Promise.resolve({
      totalHits: counter.hits,
      timeToExpire,
      isBlocked,
      timeToBlockExpire: isBlocked ? timeToExpire : 0,
    });
  }

  #counter(key: string, now: number, ttl: number): Counter {
    const known = this.#counters.get(key);
    if (known !== undefined && known.expiresAt > now) return known;
    this.#counters.delete(key);
    const [oldest] = this.#counters.keys();
    if (oldest !== undefined && this.#counters.size >= MAX_COUNTERS) this.#counters.delete(oldest);
    const counter = { hits: 0, expiresAt: now + ttl };
    this.#counters.set(key, counter);
    return counter;
  }
}
