import type { HttpClientResponse } from '../../net/http-client.js';

type StatusAndHeaders = Pick<HttpClientResponse, 'status' | 'headers'>;

/**
 * Returns whether a provider does not permit a request: 403, or 404 from a provider that hides the resource.
 *
 * GitHub also returns 403 above a rate limit. Such a response has one of these two headers.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function isForbidden({ status, headers }: StatusAndHeaders): boolean {
  if (status === 404) return true;
  const isRateLimited =
    headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0';
  return status === 403 && !isRateLimited;
}

/** Maximum time, in seconds. Longer times are ignored. */
const MAX_RETRY_AFTER_SECONDS = 24 * 60 * 60;

/**
 * Parses a `Retry-After` header: a number of seconds, or a date (RFC 9110 §10.2.3).
 *
 * @returns a number of seconds; undefined when the header is absent, malformed or more than a day
 */
export function parseRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(header)
    ? Number(header)
    : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return seconds > 0 && seconds <= MAX_RETRY_AFTER_SECONDS ? seconds : undefined;
}
