import { errors, json, maySetCookie, TO_LOGIN_PAGE } from './responses.js';
import { schema } from './schemas.js';
import { SECURITY } from './security.js';
import type { Paths } from './types.js';

/** How tokens are got, and what verifies them. */
export const TOKEN_PATHS: Paths = {
  '/auth/refresh': {
    post: {
      operationId: 'refresh',
      tags: ['Tokens'],
      summary: 'A new pair of tokens for a refresh token',
      description:
        'A browser sends its refresh cookie, and proof that a page of this site asks: `Sec-Fetch-Site: same-origin`, else an `Origin` that is this site. An app that keeps its own tokens sends its refresh token in the body. Each refuses the other’s. The token before the last is answered with the same successor for ten seconds; anything older ends the session.',
      requestBody: {
        description: 'None from a browser.',
        required: false,
        content: json(schema('RefreshRequest')),
      },
      responses: {
        200: {
          description: 'For a browser new cookies, for an app new tokens.',
          headers: maySetCookie('For a browser: both cookies.'),
          content: json({ anyOf: [schema('AuthCookiesRenewed'), schema('AuthTokens')] }),
        },
        303: TO_LOGIN_PAGE,
        ...errors([
          'invalid_request',
          'unauthenticated',
          'invalid_token',
          'cross_site_request',
          'rate_limited',
        ]),
      },
      security: SECURITY.refresh,
    },
  },
  '/auth/token': {
    post: {
      operationId: 'redeemCode',
      tags: ['Tokens'],
      summary: 'Tokens for the one-time code of a login, and the PKCE verifier it was begun with',
      requestBody: {
        required: true,
        content: {
          ...json(schema('TokenRequest')),
          'application/x-www-form-urlencoded': { schema: schema('TokenRequest') },
        },
      },
      responses: {
        200: { description: 'The tokens.', content: json(schema('AuthTokens')) },
        ...errors(['invalid_request', 'invalid_grant', 'rate_limited']),
      },
      security: SECURITY.nothing,
    },
  },
  '/.well-known/jwks.json': {
    get: {
      operationId: 'showKeys',
      tags: ['Keys'],
      summary: 'The public keys that verify access tokens (RFC 7517 §5)',
      responses: {
        200: {
          description: 'Those that tokens are or will be signed with, or that verify older ones.',
          headers: {
            'Cache-Control': {
              description: 'Five minutes; a key is shown for longer before it signs.',
              required: true,
              schema: { type: 'string' },
            },
          },
          content: json(schema('AuthKeySet')),
        },
      },
      security: SECURITY.nothing,
    },
  },
};
