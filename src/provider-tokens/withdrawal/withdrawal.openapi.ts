import { errorResponses } from '../../social-auth/index.js';

export const WITHDRAWAL_ROUTES = {
  withdraw: {
    operationId: 'withdrawAccess',
    tags: ['Accounts'],
    security: [{ bearer: [] }, { cookie: [] }],
    summary: 'Withdraws the access of the app to an account at its provider',
    description:
      'The user can still sign in with the account. The app revokes the access at the provider in the background. Requires a login within the last five minutes. A browser whose login is older is redirected to the login page. Requires an Authorization header or proof of the same origin.',
    parameters: [
      {
        name: 'id',
        in: 'path',
        description: 'The id of a linked account of the user.',
        required: true,
        schema: { type: 'string', format: 'uuid' },
      },
    ],
    responses: {
      204: { description: 'The access is withdrawn.' },
      303: { description: 'Redirects a form to the account page, or to the login page.' },
      ...errorResponses([
        'unauthenticated',
        'invalid_token',
        'cross_site_request',
        'recent_login_required',
        'account_not_found',
        'service_unavailable',
      ]),
    },
  },
} as const;
