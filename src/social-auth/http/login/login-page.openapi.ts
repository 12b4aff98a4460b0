import { z } from 'zod';
import { queryParameters } from '../openapi/api-schema.js';
import { errorResponses } from '../openapi/error-responses.js';
import { maySetCookie, PAGE, REFRESHED_COOKIES, seeOther } from '../openapi/responses.js';
import { SECURITY } from '../openapi/security.js';
import { authorizationRequestSchema } from '../request/authorization-request.js';
import { returnToSchema } from '../request/return-to.js';

const QUERY = z.object({
  returnTo: returnToSchema,
  prompt: z.string().optional().describe('`login` shows the page to signed-in users, too.'),
  error: z
    .string()
    .optional()
    .describe('`login_canceled` shows a notice that the login was canceled.'),
  ...authorizationRequestSchema.partial().shape,
});

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
