/**
 * The client renews an access token at most this long before the token expires, in milliseconds. The time is longer than
 * a frozen tab can hold the lock, so another tab can still renew the token in time.
 */
const MAX_LEAD_MS = 30_000;

/** The client renews a short-lived token when this share of its lifetime remains. */
const LEAD_SHARE = 0.2;

/**
 * Returns when the client renews an access token, in milliseconds since 1970.
 *
 * @param lifetime in milliseconds
 */
export function renewalTime(expiresAt: number, lifetime: number): number {
  return expiresAt - Math.min(MAX_LEAD_MS, lifetime * LEAD_SHARE);
}
