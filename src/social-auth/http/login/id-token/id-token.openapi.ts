import { z } from 'zod';
import { apiSchema, queryParameters } from '../../openapi/api-schema.js';
import { errorResponses } from '../../openapi/error-responses.js';
import { PROVIDER } from '../../openapi/option-parameters.js';
import { formOrJson, json, maySetCookie, seeOther, setCookie } from '../../openapi/responses.js';
import { SECURITY } from '../../openapi/security.js';
import { idTokenRequestSchema } from './id-token-request.js';

const NONCE = apiSchema(
  'AuthIdTokenNonce',
  z.object({
    nonce: z.string().describe('The `nonce` for the script of the provider.'),
    expiresIn: z.int().min(1).describe('The remaining lifetime, in seconds.'),
  }),
);

const REQUEST = apiSchema('AuthIdTokenRequest', idTokenRequestSchema);

const BROWSER = apiSchema(
  'AuthIdTokenLogin',
  z.object({ returnTo: z.string().describe('The path of the app to open.') }),
);

const CLIENT = apiSchema(
  'AuthAuthorizationResponse',
  z.object({
    code: z.string().describe('A one-time code for `POST /auth/token`, valid for one minute.'),
    state: z.string().optional().describe('The `state` of the request.'),
    iss: z.string().describe('The public URL of the app (RFC 9207).'),
  }),
);

const COMMON = { tags: ['Login'], security: SECURITY.none };
const PROVIDER_ERRORS = ['unknown_provider', 'provider_not_configured'] as const;

const LOGIN_ERRORS = [
  'login_expired',
  'login_refused',
  'sign_in_refused',
  'account_disabled',
  'user_exists',
  ...PROVIDER_ERRORS,
  'rate_limited',
  'provider_unavailable',
  'service_unavailable',
] as const;

const SIGNED_IN = setCookie(
  'The nonce, removed. The last used provider. Both session cookies of a browser.',
);

export const ID_TOKEN_ROUTES = {
  issueNonce: {
    ...COMMON,
    operationId: 'issueIdTokenNonce',
    summary: 'Returns a nonce for an ID token, and binds it to the browser with a cookie',
    description: 'Requires proof of the same origin. Valid for ten minutes, and for one login.',
    parameters: [PROVIDER],
    responses: {
      200: {
        description: 'The nonce.',
        headers: maySetCookie('The encrypted nonce, unless the browser has it already.'),
        content: json(NONCE),
      },
      ...errorResponses(['cross_site_request', ...PROVIDER_ERRORS, 'rate_limited']),
    },
  },
  submit: {
    ...COMMON,
    operationId: 'signInWithIdToken',
    summary: 'Signs in with an ID token from One Tap, FedCM or an SDK of the provider',
    description:
      'A browser needs proof of the same origin, and the cookie of the nonce. A client sends the parameters of its authorization request and its `nonce`, and receives a one-time code. A form of the page of the provider is redirected, if field and cookie `g_csrf_token` are equal.',
    parameters: [PROVIDER],
    requestBody: { required: true, content: formOrJson(REQUEST) },
    responses: {
      200: {
        description: 'A browser is signed in. A client receives its code.',
        headers: SIGNED_IN,
        content: json({ anyOf: [BROWSER, CLIENT] }),
      },
      303: seeOther(
        'Redirects a form to the return path, or that of the provider to the same path.',
        maySetCookie('The nonce, removed. The last used provider. Both session cookies.'),
      ),
      ...errorResponses(['invalid_request', 'cross_site_request', ...LOGIN_ERRORS]),
    },
  },
  complete: {
    ...COMMON,
    operationId: 'completeIdTokenLogin',
    summary: 'Completes the login of a form that the page of the provider has sent',
    parameters: [
      PROVIDER,
      ...queryParameters(
        z.object({
          credential: z.string().describe('The encrypted ID token, valid for a minute.'),
        }),
      ),
    ],
    responses: {
      303: seeOther('Redirects to the start page.', SIGNED_IN),
      ...errorResponses(['navigation_required', ...LOGIN_ERRORS]),
    },
  },
} as const;
