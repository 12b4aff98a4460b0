/**
 * For this long after a rotation, in milliseconds, the old refresh token still works. It returns the same new token again.
 *
 * This is needed when two tabs refresh at once, or when a client repeats a request.
 */
export const REFRESH_GRACE_PERIOD_MS = 10_000;
