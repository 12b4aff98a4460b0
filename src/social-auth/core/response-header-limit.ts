/** Longest value of a cookie, in bytes. With name and attributes it stays below 4,096 bytes (RFC 6265 §6.1). */
const MAX_COOKIE_VALUE = 3800;

/**
 * Headers of the largest response with an access token, the end of a login, without the access token, in bytes:
 * status, security headers and those of the app (750), the return path (1,040), the refresh token (480), the names and
 * attributes of its other cookies (330).
 */
const LOGIN_RESPONSE = 2600;

/**
 * Headers of the largest response with a login transaction, without the transaction, in bytes: status, security headers
 * and those of the app (750), the authorization URL (700).
 */
const TRANSACTION_RESPONSE = 1450;

/**
 * Returns the longest access token of a browser, in bytes.
 *
 * @param limit the option `responseHeaderLimit`
 */
export const maxAccessTokenBytes = (limit: number) =>
  Math.min(limit - LOGIN_RESPONSE, MAX_COOKIE_VALUE);

/**
 * Returns the longest encrypted login transaction, in bytes.
 *
 * @param limit the option `responseHeaderLimit`
 */
export const maxTransactionBytes = (limit: number) =>
  Math.min(limit - TRANSACTION_RESPONSE, MAX_COOKIE_VALUE);

/** Longest access token of a client that receives it in JSON, in bytes. Verifiers reject longer ones. */
export const MAX_BEARER_TOKEN_BYTES = 3800;
