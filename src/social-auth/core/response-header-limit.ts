/**
 * Maximum size of the value of a cookie, in bytes. With name and attributes it stays below 4,096 bytes (RFC 6265 §6.1).
 */
const MAX_COOKIE_VALUE = 3800;

/**
 * Size of the response headers at the end of a login without the access token, in bytes. No response with an access token
 * has larger headers. They contain the status, security headers and the headers of the app (750), the return path (1,040),
 * the refresh token (480), the names and attributes of the other cookies (330), and the cookie of the device (235).
 */
const LOGIN_RESPONSE = 2800;

/**
 * Size of the response headers at the start of a login without the login transaction, in bytes. They contain the status,
 * security headers and the headers of the app (750), and the authorization URL (700).
 */
const TRANSACTION_RESPONSE = 1450;

/**
 * Size of the response headers that redirect a form of a provider, without the query of the URL, in bytes. They contain the
 * status, security headers and the headers of the app (750), and the path (150).
 */
const CALLBACK_RESPONSE = 900;

/**
 * Returns the maximum size of an access token in a cookie, in bytes.
 *
 * @param limit the option `responseHeaderLimit`
 */
export const maxAccessTokenBytes = (limit: number) =>
  Math.min(limit - LOGIN_RESPONSE, MAX_COOKIE_VALUE);

/**
 * Returns the maximum size of an encrypted login transaction, in bytes.
 *
 * @param limit the option `responseHeaderLimit`
 */
export const maxTransactionBytes = (limit: number) =>
  Math.min(limit - TRANSACTION_RESPONSE, MAX_COOKIE_VALUE);

/**
 * Returns the maximum size of the query of a callback that a provider has sent as a form, in bytes.
 *
 * @param limit the option `responseHeaderLimit`
 */
export const maxCallbackQueryBytes = (limit: number) => limit - CALLBACK_RESPONSE;

/** Maximum size of an access token that a client receives in JSON, in bytes. Verifiers reject larger ones. */
export const MAX_BEARER_TOKEN_BYTES = 3800;
