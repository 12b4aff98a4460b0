import { z } from 'zod';
import { apiSchema } from '../openapi/api-schema.js';
import type { ApiParameter } from '../openapi/api-types.js';
import { errorResponses } from '../openapi/error-responses.js';
import { PROVIDER } from '../openapi/option-parameters.js';
import {
  formOrJson,
  LOGIN_REDIRECT,
  maySetCookie,
  PROVIDER_PAGE,
  REFRESHED_COOKIES,
  seeOther,
} from '../openapi/responses.js';
import { SECURITY } from '../openapi/security.js';
import { returnToSchema } from '../request/return-to.js';

const LINK_REQUEST = apiSchema('AuthLinkRequest', z.object({ returnTo: returnToSchema }));

const ID: ApiParameter = {
  name: 'id',
  in: 'path',
  description: 'The id of a linked account of the user.',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

const COMMON = { tags: ['Accounts'], security: SECURITY.accessToken };

const RECENT_LOGIN =
  'Requires a login within the last five minutes. A browser with an older login is redirected to the login page. Requires an Authorization header or proof of the same origin.';

const GUARD_ERRORS = [
  'unauthenticated',
  'invalid_token',
  'cross_site_request',
  'recent_login_required',
  'service_unavailable',
] as const;

const UNLINK_ERRORS = errorResponses(
  [...GUARD_ERRORS, 'account_not_found', 'last_account'],
  REFRESHED_COOKIES,
);

export const ACCOUNTS_ROUTES = {
  link: {
    ...COMMON,
    operationId: 'linkAccount',
    summary: 'Starts linking an account to the user',
    description: `Completed by the callback of the provider, in the same session. Requires the session cookies. ${RECENT_LOGIN}`,
    parameters: [PROVIDER],
    requestBody: { required: false, content: formOrJson(LINK_REQUEST) },
    responses: {
      200: PROVIDER_PAGE,
      303: seeOther(
        'Redirects to the provider, or a browser that is not signed in to the login page.',
        maySetCookie('The encrypted login transaction, valid for ten minutes.'),
      ),
      ...errorResponses(
        [...GUARD_ERRORS, 'link_refused', 'unknown_provider', 'provider_not_configured'],
        REFRESHED_COOKIES,
      ),
    },
  },
  unlink: {
    ...COMMON,
    operationId: 'unlinkAccount',
    summary: 'Unlinks an account, and revokes the other sessions that it opened',
    description: `The last account of a user cannot be unlinked. ${RECENT_LOGIN}`,
    parameters: [ID],
    responses: {
      204: { description: 'The account is unlinked.', headers: REFRESHED_COOKIES },
      303: LOGIN_REDIRECT,
      ...UNLINK_ERRORS,
    },
  },
  unlinkByForm: {
    ...COMMON,
    operationId: 'unlinkAccountByForm',
    summary: 'Unlinks an account, for HTML forms',
    description: `The last account of a user cannot be unlinked. ${RECENT_LOGIN}`,
    parameters: [ID],
    responses: {
      303: seeOther(
        'Redirects to the account page, or a browser that is not signed in to the login page.',
        maySetCookie('A notice for the next page. Both session cookies, renewed or removed.'),
      ),
      ...UNLINK_ERRORS,
    },
  },
};
