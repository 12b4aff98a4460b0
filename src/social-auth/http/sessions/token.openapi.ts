import { apiSchema } from '../openapi/api-schema.js';
import { errorResponses } from '../openapi/error-responses.js';
import { REFRESH_COOKIE } from '../openapi/option-parameters.js';
import { formOrJson, json, LOGIN_REDIRECT, maySetCookie } from '../openapi/responses.js';
import { SECURITY } from '../openapi/security.js';
import {
  cookieRefreshResponseSchema,
  refreshRequestSchema,
  tokenExchangeRequestSchema,
  tokenExchangeResponseSchema,
  tokenRequestSchema,
  tokenResponseSchema,
} from './token-schemas.js';

const TOKENS = apiSchema('AuthTokens', tokenResponseSchema);
const COOKIE_REFRESH = apiSchema('AuthCookieRefresh', cookieRefreshResponseSchema);
const REFRESH_REQUEST = apiSchema('AuthRefreshRequest', refreshRequestSchema);
const TOKEN_REQUEST = apiSchema('AuthTokenRequest', tokenRequestSchema);
const EXCHANGE_REQUEST = apiSchema('AuthTokenExchangeRequest', tokenExchangeRequestSchema);
const EXCHANGED = apiSchema('AuthExchangedToken', tokenExchangeResponseSchema);

export const TOKEN_ROUTES = {
  refresh: {
    operationId: 'refresh',
    tags: ['Tokens'],
    summary: 'Returns a new pair of tokens for a refresh token',
    description:
      'A browser sends its refresh cookie and proof of the same origin: `Sec-Fetch-Site: same-origin`, or without that header an `Origin` equal to that of the public URL. A client that stores its own tokens sends its refresh token in the body. The refresh token of a browser is rejected in a body, and the refresh token of a client in a cookie. For ten seconds, the old refresh token returns the same new token again. Any earlier refresh token revokes the session.',
    parameters: [REFRESH_COOKIE],
    requestBody: {
      description: 'Absent in the requests of browsers.',
      required: false,
      content: json(REFRESH_REQUEST),
    },
    responses: {
      200: {
        description: 'New cookies for a browser, new tokens for a client.',
        headers: maySetCookie('Both session cookies, for a browser.'),
        content: json({ anyOf: [COOKIE_REFRESH, TOKENS] }),
      },
      303: LOGIN_REDIRECT,
      ...errorResponses([
        'invalid_request',
        'unauthenticated',
        'invalid_token',
        'cross_site_request',
        'rate_limited',
        'service_unavailable',
      ]),
    },
    security: SECURITY.none,
  },
  token: {
    operationId: 'exchangeCode',
    tags: ['Tokens'],
    summary: 'Exchanges the one-time code of a login, with its PKCE verifier, for tokens',
    description:
      'With the option `tokenExchange` of `ProviderTokensModule`, services also exchange the access token of a user for an access token of a provider (RFC 8693). They authenticate with HTTP Basic or `client_secret`, and get errors in the form of RFC 6749 §5.2: `invalid_client` with 401, `temporarily_unavailable` with 503, others with 400.',
    requestBody: {
      required: true,
      content: formOrJson({ anyOf: [TOKEN_REQUEST, EXCHANGE_REQUEST] }),
    },
    responses: {
      200: { description: 'The tokens.', content: json({ anyOf: [TOKENS, EXCHANGED] }) },
      ...errorResponses([
        'invalid_request',
        'invalid_grant',
        'rate_limited',
        'service_unavailable',
      ]),
    },
    security: SECURITY.none,
  },
} as const;
