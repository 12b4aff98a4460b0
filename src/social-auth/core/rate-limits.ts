import { z } from 'zod';
import type { Duration } from '../../time/duration.js';
import { durationOption, wholeNumberOption } from './option-types.js';

/**
 * A number of requests within a time window.
 *
 * @publicApi
 * @example
 * ```ts
 * rateLimits: { login: { limit: 20, ttl: '1m' } }
 * ```
 */
export interface RateLimit {
  /** Requests allowed per window, 1 to 1,000,000. */
  readonly limit: number;
  /** Length of the window, `'1s'` to `'1d'`. */
  readonly ttl: Duration;
}

/**
 * The rate limits of the login and token routes. A request above a limit gets 429 `rate_limited` with `Retry-After`.
 *
 * @publicApi
 */
export interface RateLimits {
  /** Started logins per client IP address. */
  readonly login: RateLimit;
  /**
   * Callbacks of a login that was started in the same browser. They are counted per login, so that users who share an
   * address are independent of each other.
   */
  readonly callback: RateLimit;
  /**
   * All other callbacks, per client IP address. They are counted separately, so that another website cannot use up
   * the limit of a visitor's own logins.
   */
  readonly invalidCallback: RateLimit;
  /** Exchanges of one-time codes, per client IP address. */
  readonly token: RateLimit;
  /** Refreshes with a valid token, per session, so that one user cannot use up the limit of another. */
  readonly refresh: RateLimit;
  /** Refreshes without a valid token, per client IP address. */
  readonly invalidRefresh: RateLimit;
}

/** The validated {@link RateLimits}, with every window in milliseconds. */
export type ResolvedRateLimits = Readonly<
  Record<keyof RateLimits, { readonly limit: number; readonly ttl: number }>
>;

/**
 * The state of a counter after a request (`ThrottlerStorageRecord`). Times are in seconds.
 *
 * @publicApi
 */
export interface RateLimitRecord {
  totalHits: number;
  timeToExpire: number;
  isBlocked: boolean;
  timeToBlockExpire: number;
}

/**
 * Counts requests. Structurally equal to `ThrottlerStorage` of `@nestjs/throttler`, whose implementations can be used.
 *
 * @publicApi
 */
export interface RateLimitStorage {
  /**
   * Counts one request.
   *
   * @param key a digest of the limit and the client
   * @param ttl length of the window, in milliseconds
   * @param limit requests allowed per window
   * @param blockDuration time for which a client that exceeds the limit is blocked, in milliseconds
   * @param throttlerName name of the limit
   */
  increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<RateLimitRecord>;
}

/** Injection token of the {@link RateLimitStorage}. */
export const RATE_LIMIT_STORAGE = Symbol('nestjs-social-auth rate limit storage');

/**
 * Limits per client IP address. Many users can share an address behind NAT, so these limits only protect the app from
 * floods. They need not prevent guessing, because codes, states and tokens have at least 128 random bits.
 */
const PER_ADDRESS = 600;

const perMinute = (limit: number) =>
  z
    .strictObject({
      limit: wholeNumberOption(1, 1_000_000, 60),
      ttl: durationOption('1s', '1d', '60s'),
    })
    .prefault({ limit, ttl: '60s' });

/** Validates and completes the option `rateLimits`. */
export const rateLimitsSchema = z
  .strictObject({
    login: perMinute(PER_ADDRESS),
    callback: perMinute(20),
    invalidCallback: perMinute(PER_ADDRESS),
    token: perMinute(PER_ADDRESS),
    refresh: perMinute(60),
    invalidRefresh: perMinute(PER_ADDRESS),
  })
  .prefault({});

/** Validates the option `rateLimitStorage`. */
export const rateLimitStorageSchema = z
  .custom<RateLimitStorage>(
    (storage) => typeof (storage as RateLimitStorage | null)?.increment === 'function',
    'must be a ThrottlerStorage of @nestjs/throttler: an object with a method increment()',
  )
  .optional();
