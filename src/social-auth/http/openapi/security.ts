import type { ApiRoute } from './api-types.js';

const BEARER = { bearer: [] };
const COOKIE = { cookie: [] };

/**
 * The security requirements of the routes.
 *
 * `bearer` and `cookie` are the names that `addBearerAuth()` and `addCookieAuth()` of the `DocumentBuilder` use by
 * default.
 *
 * @publicApi
 */
export const SECURITY = {
  /** No credentials. */
  none: [],
  /** An access token, as a Bearer token or in the cookie. */
  accessToken: [BEARER, COOKIE],
  /** An access token, or none. */
  optional: [{}, BEARER, COOKIE],
} as const satisfies Record<string, ApiRoute['security']>;
