import { z } from 'zod';
import { apiSchema, queryParameters } from '../openapi/api-schema.js';
import { errorResponses } from '../openapi/error-responses.js';
import { json, maySetCookie, PAGE, REFRESHED_COOKIES, seeOther } from '../openapi/responses.js';
import { SECURITY } from '../openapi/security.js';
import { loginHintsSchema } from '../request/login-hints.js';
import { loginPageDataSchema, loginRequestSchema } from './login-page-data.js';

const QUERY = z.object({
  ...loginRequestSchema.shape,
  prompt: loginHintsSchema.shape.prompt
    .optional()
    .describe(
      'The same field of the forms. The page is then shown to signed-in users, too. Ignored if it is malformed.',
    ),
  error: z
    .string()
    .optional()
    .describe('`login_canceled` shows a notice that the login was canceled.'),
});

const ERROR_QUERY = z.object({
  ...QUERY.shape,
  error: z
    .string()
    .optional()
    .describe('The code of an error, as the login page and `errorPath` receive it.'),
  supportCode: z.string().optional().describe('The support code of the error.'),
  provider: z.string().optional().describe('The name of the provider that the error is about.'),
});

const LOGIN_PAGE_DATA = apiSchema('AuthLoginPage', loginPageDataSchema);

export const PROVIDERS_ROUTES = {
  list: {
    operationId: 'listProviders',
    tags: ['Login'],
    summary: 'Returns what a login page of the app needs: providers, last used, notice and error',
    description:
      'A page of the app sends the query that it was opened with. It starts a login with a form, because a script cannot follow the redirect to a provider.',
    parameters: queryParameters(ERROR_QUERY),
    responses: {
      200: {
        description: 'The data. It is that of one browser and must not be cached.',
        headers: maySetCookie('The notice, removed once shown.'),
        content: json(LOGIN_PAGE_DATA),
      },
      ...errorResponses(['invalid_request', 'service_unavailable']),
    },
    security: SECURITY.optional,
  },
} as const;

export const LOGIN_PAGE_ROUTES = {
  show: {
    operationId: 'showLoginPage',
    tags: ['Pages'],
    summary: 'Shows the login page',
    description:
      'A client that stores its own tokens opens it in a browser, with the parameters of its authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3).',
    parameters: queryParameters(QUERY),
    responses: {
      200: {
        description: 'The page.',
        headers: maySetCookie('The notice, removed once shown. Both session cookies, renewed.'),
        content: PAGE,
      },
      303: seeOther('Redirects a signed-in user to `returnTo`.', REFRESHED_COOKIES),
      ...errorResponses(['invalid_request', 'service_unavailable'], REFRESHED_COOKIES),
    },
    security: SECURITY.optional,
  },
} as const;
