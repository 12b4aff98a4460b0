/**
 * How long the predecessor of a refresh token receives the same successor, in milliseconds.
 *
 * Two tabs that refresh at once, and a request that is sent again, present the same token twice.
 */
export const REFRESH_GRACE_PERIOD_MS = 10_000;
