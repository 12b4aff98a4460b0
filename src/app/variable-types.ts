import { z } from 'zod';
import { isLoopback } from '../net/loopback.js';
import type { RateLimit, RateLimits } from '../social-auth/index.js';
import { parseDuration, type Duration } from '../time/duration.js';

/** Treats a blank variable as absent. */
export const blankAsAbsent = <T extends z.ZodType>(type: T) =>
  z.preprocess((text) => (typeof text === 'string' && text.trim() === '' ? undefined : text), type);

export const optionalText = blankAsAbsent(z.string().trim().optional());

export const optionalEndpoint = optionalText.refine(
  (url) => url === undefined || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)),
  'must be an absolute http or https URL, such as https://id.example.com/token',
);

/** A variable that contains a whole number from `min` to `max`. */
export const integer = (problem: string, min: number, max: number, fallback: number) =>
  blankAsAbsent(
    z.coerce.number(problem).int(problem).min(min, problem).max(max, problem).default(fallback),
  );

/**
 * A variable that contains `0` or a duration with a unit, such as `10s`. The result, `min`, `max` and `fallback` are in
 * milliseconds.
 */
export const duration = (problem: string, min: number, max: number, fallback: number) =>
  blankAsAbsent(
    z
      .string()
      .regex(/^(0|\d{1,9}(ms|s|m|h|d))$/, problem)
      .transform((text) => parseDuration(text === '0' ? 0 : (text as Duration)))
      .pipe(z.number().min(min, problem).max(max, problem))
      .default(fallback),
  );

/** Splits comma-separated text and drops blank entries. */
export const splitList = (text = '') =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** Returns whether an absolute URL points to this machine. */
export const isLoopbackUrl = (url: string) =>
  URL.canParse(url) && isLoopback(new URL(url).hostname);

/**
 * Returns whether text is an https origin or a localhost origin. The text must be exactly as browsers send it in the
 * header `Origin`.
 */
export const isSecureOrigin = (text: string) =>
  URL.canParse(text) &&
  !text.includes('*') &&
  new URL(text).origin === text &&
  (text.startsWith('https:') || (text.startsWith('http:') && isLoopbackUrl(text)));

const RATE_LIMIT = /^(\w+)=(\d{1,7})\/(\d{1,7}(?:ms|s|m|h|d))$/;

/** Returns whether text has the form `name=requests/window`. `SocialAuthModule` validates the parts. */
export const isRateLimit = (text: string) => RATE_LIMIT.test(text);

/** Parses comma-separated rate limits. Returns undefined when there are none. */
export function parseRateLimits(text: string | undefined): Partial<RateLimits> | undefined {
  const limits = splitList(text).map((entry) => {
    const [, name = '', limit, ttl] = RATE_LIMIT.exec(entry) ?? [];
    return [name, { limit: Number(limit), ttl: ttl as RateLimit['ttl'] }] as const;
  });
  return limits.length === 0 ? undefined : Object.fromEntries(limits);
}
