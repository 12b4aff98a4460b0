import { errorResponses } from '../openapi/error-responses.js';
import { LOGIN_REDIRECT, PAGE, REFRESHED_COOKIES } from '../openapi/responses.js';
import { SECURITY } from '../openapi/security.js';

export const ACCOUNT_PAGE_ROUTES = {
  show: {
    operationId: 'showAccountPage',
    tags: ['Pages'],
    summary: 'Shows the account page: the user, the linked accounts and the active sessions',
    responses: {
      200: { description: 'The page.', headers: REFRESHED_COOKIES, content: PAGE },
      303: LOGIN_REDIRECT,
      ...errorResponses(['unauthenticated', 'invalid_token', 'service_unavailable']),
    },
    security: SECURITY.accessToken,
  },
} as const;
