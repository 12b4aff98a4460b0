import { z } from 'zod';

/** How many requests are answered in a window, and how long the window is. */
export interface RateLimit {
  readonly limit: number;
  readonly seconds: number;
}

/** The rate limits of the routes by which people log in and stay so. */
export interface RateLimits {
  /** Starts of logins, for each client address. */
  readonly start: RateLimit;
  /** Returns from a provider to a login that was begun in that browser, for each client address. */
  readonly callback: RateLimit;
  /** Any other, for each client address: no other site can use up what a person needs for their own. */
  readonly badCallback: RateLimit;
  /** One-time codes, for each client address. */
  readonly token: RateLimit;
  /** Refreshes by good tokens, for each session: nobody can use up what is somebody else's. */
  readonly refresh: RateLimit;
  /** Refreshes by anything else, for each client address. */
  readonly badRefresh: RateLimit;
}

/** What a storage knows of a key once it has counted a request; times are in seconds. */
export interface RateLimitRecord {
  totalHits: number;
  timeToExpire: number;
  isBlocked: boolean;
  timeToBlockExpire: number;
}

/** Where requests are counted: any `ThrottlerStorage` of `@nestjs/throttler`, such as one on Redis. */
export interface RateLimitStorage {
  /**
   * Counts one request.
   *
   * @param key a digest of who asks for what
   * @param ttl how long a window is, in milliseconds
   * @param blockDuration for how long who has asked too often is refused, in milliseconds
   */
  increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<RateLimitRecord>;
}

/** DI token of the {@link RateLimitStorage}. */
export const RATE_LIMIT_STORAGE = Symbol('nestjs-social-auth rate limit storage');

const perMinute = (limit: number) =>
  z
    .strictObject({ limit: z.int().min(1).max(1_000_000), seconds: z.int().min(1).max(86_400) })
    .default({ limit, seconds: 60 });

/** Checks the option `rateLimits`, and completes it. */
export const rateLimitsSchema = z
  .strictObject({
    start: perMinute(60),
    callback: perMinute(60),
    badCallback: perMinute(60),
    token: perMinute(60),
    refresh: perMinute(60),
    badRefresh: perMinute(60),
  })
  .prefault({});

/** Checks the option `rateLimitStorage`. */
export const rateLimitStorageSchema = z
  .custom<RateLimitStorage>(
    (storage) => typeof (storage as RateLimitStorage | null)?.increment === 'function',
    'must be a storage as @nestjs/throttler wants one, with a method increment',
  )
  .optional();
