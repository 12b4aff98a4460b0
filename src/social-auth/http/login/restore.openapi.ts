import { z } from 'zod';
import { apiSchema, queryParameters } from '../openapi/api-schema.js';
import { errorResponses } from '../openapi/error-responses.js';
import { form, maySetCookie, PAGE, seeOther } from '../openapi/responses.js';
import { SECURITY } from '../openapi/security.js';

const login = z
  .string()
  .describe('The id of the login transaction, which the browser has as a cookie.');

const DECISION = apiSchema(
  'AuthRestoreRequest',
  z.object({
    login,
    action: z.enum(['restore', 'cancel']).describe('Every other value cancels the login.'),
  }),
);

const ERRORS = ['login_expired', 'service_unavailable'] as const;

export const RESTORE_ROUTES = {
  show: {
    operationId: 'showRestoreAccountPage',
    tags: ['Pages'],
    summary: 'Shows the page that asks a user who signs in whether to restore the account',
    description: 'A callback redirects here if the deletion of the user is scheduled.',
    parameters: queryParameters(z.object({ login })),
    responses: {
      200: { description: 'The page.', content: PAGE },
      ...errorResponses([...ERRORS, 'navigation_required']),
    },
    security: SECURITY.none,
  },
  restore: {
    operationId: 'restoreAccount',
    tags: ['Login'],
    summary: 'Restores the account and completes the login, for HTML forms',
    description: 'Requires proof of the same origin.',
    requestBody: { required: true, content: form(DECISION) },
    responses: {
      303: seeOther(
        'Redirects to the return path, to the redirect URI of a client, or after a cancel to the login page.',
        maySetCookie('The session cookies. Removes the login transaction.'),
      ),
      ...errorResponses([
        ...ERRORS,
        'invalid_request',
        'cross_site_request',
        'account_disabled',
        'sign_in_refused',
      ]),
    },
    security: SECURITY.none,
  },
};
