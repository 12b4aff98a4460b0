/** An authorization code is valid for this long, in seconds. RFC 6749 §4.1.2 allows up to ten minutes. */
export const AUTHORIZATION_CODE_LIFETIME_SECONDS = 60;
