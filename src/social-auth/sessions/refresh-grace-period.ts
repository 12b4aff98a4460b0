/**
 * Time after a rotation in which the replaced refresh token receives the same successor, in milliseconds.
 *
 * Two tabs that refresh at once present the same token twice, as does a request that is sent again.
 */
export const REFRESH_GRACE_PERIOD_MS = 10_000;
