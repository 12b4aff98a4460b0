import { z } from 'zod';
import { apiSchema, errorResponses, LOGIN_REDIRECT, PAGE, SECURITY } from '../social-auth/index.js';

const request = z
  .string()
  .describe('The encrypted consent request, from the response `reconsent_required`.');
const returnTo = z
  .string()
  .max(2048)
  .optional()
  .describe('The path to open afterwards. Default: the start page.');

const CONSENT_REQUEST = apiSchema('AuthConsentRequest', z.object({ request, returnTo }));

const PROVIDER = {
  name: 'provider',
  in: 'path',
  description: 'The name of a provider with `tokens: true`.',
  required: true,
  schema: { type: 'string' },
} as const;

const COMMON = { tags: ['Accounts'], security: SECURITY.accessToken };

const ERRORS = [
  'invalid_request',
  'unauthenticated',
  'invalid_token',
  'unknown_provider',
  'service_unavailable',
] as const;

export const CONSENT_ROUTES = {
  show: {
    ...COMMON,
    operationId: 'showConsentPage',
    summary: 'Shows which access at a provider the app requests from the user',
    parameters: [
      PROVIDER,
      {
        name: 'request',
        in: 'query',
        description: 'The encrypted consent request.',
        required: true,
        schema: { type: 'string' },
      },
      {
        name: 'returnTo',
        in: 'query',
        description: 'The path to open afterwards. Default: the start page.',
        schema: { type: 'string', maxLength: 2048 },
      },
    ],
    responses: {
      200: { description: 'The page.', content: PAGE },
      303: LOGIN_REDIRECT,
      ...errorResponses(ERRORS),
    },
  },
  start: {
    ...COMMON,
    operationId: 'startConsent',
    summary: 'Starts a login at the provider, in which the user grants the access',
    description:
      'The callback of the provider completes the consent, in the same session and with the same account. Requires the session cookies and proof of the same origin. Requires a login within the last five minutes if the user has no account at the provider yet.',
    parameters: [PROVIDER],
    requestBody: {
      required: true,
      content: { 'application/x-www-form-urlencoded': { schema: CONSENT_REQUEST } },
    },
    responses: {
      200: {
        description: 'For a form of a page: a page that redirects the browser to the provider.',
        content: PAGE,
      },
      303: { description: 'Redirects to the provider, or to the login page.' },
      ...errorResponses([
        ...ERRORS,
        'cross_site_request',
        'recent_login_required',
        'link_refused',
        'provider_unavailable',
      ]),
    },
  },
} as const;
