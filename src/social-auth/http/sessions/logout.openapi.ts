import { z } from 'zod';
import { apiSchema } from '../openapi/api-schema.js';
import { errorResponses } from '../openapi/error-responses.js';
import { REFRESH_COOKIE } from '../openapi/option-parameters.js';
import { formOrJson, seeOther, setCookie } from '../openapi/responses.js';
import { SECURITY } from '../openapi/security.js';

const LOGOUT_REQUEST = apiSchema(
  'AuthLogoutRequest',
  z.object({
    everywhere: z
      .union([z.boolean(), z.string()])
      .optional()
      .describe('`true` revokes all sessions of the user.'),
  }),
);

export const LOGOUT_ROUTES = {
  logout: {
    operationId: 'logout',
    tags: ['Sessions'],
    summary: 'Revokes the session of the request, or all sessions of its user',
    description:
      'Succeeds without a session, too, but not with an invalid or expired Bearer token. Requires an Authorization header or proof of the same origin: `Sec-Fetch-Site: same-origin`, or without that header an `Origin` equal to the public URL.',
    parameters: [REFRESH_COOKIE],
    requestBody: { required: false, content: formOrJson(LOGOUT_REQUEST) },
    responses: {
      204: { description: 'Signed out.', headers: setCookie('Both session cookies, removed.') },
      303: seeOther(
        'Redirects a form to the login page.',
        setCookie('Both session cookies, removed. A notice for the next page.'),
      ),
      ...errorResponses(['invalid_token', 'cross_site_request', 'service_unavailable']),
    },
    security: SECURITY.optional,
  },
} as const;
