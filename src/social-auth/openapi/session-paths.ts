import {
  errors,
  json,
  maySetCookie,
  RENEWAL,
  seeOther,
  setCookie,
  TO_LOGIN_PAGE,
} from './responses.js';
import { schema } from './schemas.js';
import { SECURITY } from './security.js';
import type { Operation, Parameter, Paths } from './types.js';

const PROOF =
  'Needs an Authorization header, or proof that a page of this site sent it: `Sec-Fetch-Site: same-origin`, else an `Origin` that is this site.';

const ID: Parameter = {
  name: 'id',
  in: 'path',
  description: 'Which session.',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

const BACK = seeOther(
  'To the account page; who is not signed in, to the login page.',
  maySetCookie('A notice for the next page; both cookies, where they were renewed or removed.'),
);

const ASKED = { tags: ['Sessions'], security: SECURITY.accessOrRenewal };
const REFUSED = errors(['unauthenticated', 'invalid_token', 'cross_site_request'], RENEWAL);
const NONE_SUCH = errors(['session_not_found'], RENEWAL);

const LOGOUT: Operation = {
  operationId: 'logout',
  tags: ['Sessions'],
  summary: 'Ends the session of this browser or app, or all of the person’s sessions',
  description: `Without a session there is nothing to do, and that is no error. ${PROOF}`,
  requestBody: {
    required: false,
    content: {
      'application/x-www-form-urlencoded': { schema: schema('LogoutRequest') },
      'application/json': { schema: schema('LogoutRequest') },
    },
  },
  responses: {
    204: { description: 'For a program.', headers: setCookie('Both cookies, removed.') },
    303: seeOther('For a form: to the login page.', setCookie('Both cookies, removed; a notice.')),
    ...errors(['cross_site_request']),
  },
  security: SECURITY.optional,
};

/** How people see and end their sessions. */
export const SESSION_PATHS: Paths = {
  '/auth/logout': { post: LOGOUT },
  '/auth/sessions': {
    get: {
      ...ASKED,
      operationId: 'listSessions',
      summary: 'The living sessions of the person, that of this request first',
      responses: {
        200: {
          description: 'The sessions.',
          headers: RENEWAL,
          content: json({ type: 'array', items: schema('AuthSession') }),
        },
        303: TO_LOGIN_PAGE,
        ...errors(['unauthenticated', 'invalid_token'], RENEWAL),
      },
    },
    delete: {
      ...ASKED,
      operationId: 'endOtherSessions',
      summary: 'Ends all sessions of the person but this one',
      description: PROOF,
      responses: {
        204: { description: 'They have ended.', headers: RENEWAL },
        303: TO_LOGIN_PAGE,
        ...REFUSED,
      },
    },
  },
  '/auth/sessions/{id}': {
    delete: {
      ...ASKED,
      operationId: 'endSession',
      summary: 'Ends one session of the person',
      description: PROOF,
      parameters: [ID],
      responses: {
        204: { description: 'It has ended.', headers: RENEWAL },
        303: TO_LOGIN_PAGE,
        ...REFUSED,
        ...NONE_SUCH,
      },
    },
  },
  '/auth/sessions/end-others': {
    post: {
      ...ASKED,
      operationId: 'endOtherSessionsByForm',
      summary: 'The same as deleting all others, for a form',
      description: PROOF,
      responses: { 303: BACK, ...REFUSED },
    },
  },
  '/auth/sessions/{id}/end': {
    post: {
      ...ASKED,
      operationId: 'endSessionByForm',
      summary: 'The same as deleting one, for a form',
      description: PROOF,
      parameters: [ID],
      responses: { 303: BACK, ...REFUSED, ...NONE_SUCH },
    },
  },
};
