import type { ApiContent, ApiHeaders, ApiJsonSchema, ApiResponse } from './api-types.js';

/**
 * The content of an HTML page.
 *
 * @publicApi
 */
export const PAGE: ApiContent = { 'text/html': { schema: { type: 'string' } } };

/** A JSON body. */
export const json = (schema: ApiJsonSchema): ApiContent => ({ 'application/json': { schema } });

/** A form. */
export const form = (schema: ApiJsonSchema): ApiContent => ({
  'application/x-www-form-urlencoded': { schema },
});

/** A form, or the same fields as JSON. */
export const formOrJson = (schema: ApiJsonSchema): ApiContent => ({
  ...form(schema),
  ...json(schema),
});

/** A `Set-Cookie` header that only some responses contain. */
export const maySetCookie = (description: string): ApiHeaders => ({
  'Set-Cookie': { description, schema: { type: 'string' } },
});

/** A `Set-Cookie` header that every response contains. */
export const setCookie = (description: string): ApiHeaders => ({
  'Set-Cookie': { description, required: true, schema: { type: 'string' } },
});

/**
 * The headers of responses of routes with `PageAuthGuard`, which refreshes a session whose access cookie has expired.
 *
 * @publicApi
 */
export const REFRESHED_COOKIES = maySetCookie(
  'Both session cookies: renewed when the request had only the refresh cookie, or removed when the session is revoked.',
);

/** The `Set-Cookie` header of a response that starts a login. */
export const TRANSACTION_COOKIE = setCookie(
  'The encrypted login transaction, valid for ten minutes.',
);

/** The response of `ProviderRedirect` to a form of a page. */
export const PROVIDER_PAGE: ApiResponse = {
  description: 'For a form of a page: a page that redirects the browser to the provider.',
  headers: TRANSACTION_COOKIE,
  content: PAGE,
};

/** A redirect to a GET request (RFC 9110 §15.4.4). */
export const seeOther = (description: string, headers: ApiHeaders = {}): ApiResponse => ({
  description,
  headers: {
    Location: {
      description: 'The target of the redirect.',
      required: true,
      schema: { type: 'string', format: 'uri-reference' },
    },
    ...headers,
  },
});

/**
 * The response of a guarded route to a browser without a session. Other clients receive 401.
 *
 * @publicApi
 */
export const LOGIN_REDIRECT = seeOther(
  'Redirects a browser (`Accept: text/html`) that is not signed in to the login page.',
  maySetCookie('Both session cookies, removed when the session is revoked or expired.'),
);
