import {
  errors,
  maySetCookie,
  PAGE,
  RENEWAL,
  seeOther,
  setCookie,
  TO_LOGIN_PAGE,
} from './responses.js';
import { schema } from './schemas.js';
import { SECURITY } from './security.js';
import type { Operation, Parameter, Paths } from './types.js';

const ID: Parameter = {
  name: 'id',
  in: 'path',
  description: 'Which account.',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

const ASKED = { tags: ['Accounts'], security: SECURITY.accessOrRenewal };
const REFUSED = ['unauthenticated', 'invalid_token', 'cross_site_request'] as const;
const RECENT =
  'Needs a login at most five minutes old, and proof that a page of this site sent it unless there is a Bearer token; a browser whose login is older is led to log in again.';

const UNLINKED = errors(
  [...REFUSED, 'recent_login_required', 'account_not_found', 'last_account'],
  RENEWAL,
);

/** Starts linking: the answer of the provider comes to the callback of its login. */
export const LINK: Omit<Operation, 'parameters'> = {
  ...ASKED,
  operationId: 'linkAccount',
  summary: 'Starts linking one more login to the person who is signed in',
  description: `It ends at the provider's callback, in the session that started it or not at all. Cookies only. ${RECENT}`,
  requestBody: {
    required: false,
    content: {
      'application/x-www-form-urlencoded': { schema: schema('LinkRequest') },
      'application/json': { schema: schema('LinkRequest') },
    },
  },
  responses: {
    200: {
      description: 'A page that leads the browser to the provider, for a form of a page.',
      headers: setCookie('The attempt, sealed; good for ten minutes.'),
      content: PAGE,
    },
    303: seeOther(
      'To the provider; who is not signed in, to the login page.',
      maySetCookie('The attempt, sealed; good for ten minutes.'),
    ),
    ...errors(
      [
        ...REFUSED,
        'recent_login_required',
        'link_refused',
        'unknown_provider',
        'provider_not_configured',
      ],
      RENEWAL,
    ),
  },
};

/** How people unlink logins; linking starts at the provider's own path. */
export const ACCOUNT_PATHS: Paths = {
  '/auth/accounts/{id}': {
    delete: {
      ...ASKED,
      operationId: 'unlinkAccount',
      summary: 'Unlinks a login, and ends the sessions that it opened elsewhere',
      description: `The last way to sign in stays. ${RECENT}`,
      parameters: [ID],
      responses: {
        204: { description: 'It is unlinked.', headers: RENEWAL },
        303: TO_LOGIN_PAGE,
        ...UNLINKED,
      },
    },
  },
  '/auth/accounts/{id}/unlink': {
    post: {
      ...ASKED,
      operationId: 'unlinkAccountByForm',
      summary: 'The same, for a form',
      description: RECENT,
      parameters: [ID],
      responses: {
        303: seeOther(
          'To the account page; who is not signed in, to the login page.',
          maySetCookie('A notice for the next page.'),
        ),
        ...UNLINKED,
      },
    },
  },
};
