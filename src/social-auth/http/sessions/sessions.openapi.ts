import { sessionViewSchema } from '../views/session-view.js';
import { apiSchema } from '../openapi/api-schema.js';
import type { ApiParameter } from '../openapi/api-types.js';
import { errorResponses } from '../openapi/error-responses.js';
import {
  json,
  LOGIN_REDIRECT,
  maySetCookie,
  PAGE,
  REFRESHED_COOKIES,
  seeOther,
} from '../openapi/responses.js';
import { SECURITY } from '../openapi/security.js';

const SESSION = apiSchema('AuthSession', sessionViewSchema);

const ID: ApiParameter = {
  name: 'id',
  in: 'path',
  description: 'The id of a session of the user.',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

const COMMON = { tags: ['Sessions'], security: SECURITY.accessToken };

const SAME_ORIGIN =
  'Requires an Authorization header or proof of the same origin: `Sec-Fetch-Site: same-origin`, or without that header an `Origin` equal to the public URL.';

const GUARD_ERRORS = ['unauthenticated', 'invalid_token', 'service_unavailable'] as const;
const CHANGE_ERRORS = [...GUARD_ERRORS, 'cross_site_request'] as const;
const ID_ERRORS = [...CHANGE_ERRORS, 'session_not_found'] as const;

const ACCOUNT_PAGE_REDIRECT = seeOther(
  'Redirects to the account page, or a browser that is not signed in to the login page.',
  maySetCookie('A notice for the next page. Both session cookies, renewed or removed.'),
);

export const SESSIONS_ROUTES = {
  list: {
    ...COMMON,
    operationId: 'listSessions',
    summary: 'Returns the active sessions of the user, the session of the request first',
    responses: {
      200: {
        description: 'The sessions.',
        headers: REFRESHED_COOKIES,
        content: json({ type: 'array', items: SESSION }),
      },
      303: LOGIN_REDIRECT,
      ...errorResponses(GUARD_ERRORS, REFRESHED_COOKIES),
    },
  },
  revokeOthers: {
    ...COMMON,
    operationId: 'revokeOtherSessions',
    summary: 'Revokes all sessions of the user except the session of the request',
    description: SAME_ORIGIN,
    responses: {
      204: { description: 'The sessions are revoked.', headers: REFRESHED_COOKIES },
      303: LOGIN_REDIRECT,
      ...errorResponses(CHANGE_ERRORS, REFRESHED_COOKIES),
    },
  },
  revoke: {
    ...COMMON,
    operationId: 'revokeSession',
    summary: 'Revokes one session of the user',
    description: SAME_ORIGIN,
    parameters: [ID],
    responses: {
      204: { description: 'The session is revoked.', headers: REFRESHED_COOKIES },
      303: LOGIN_REDIRECT,
      ...errorResponses(ID_ERRORS, REFRESHED_COOKIES),
    },
  },
  revokeOthersByForm: {
    ...COMMON,
    operationId: 'revokeOtherSessionsByForm',
    summary: 'Revokes all other sessions of the user, for HTML forms',
    description: SAME_ORIGIN,
    responses: {
      303: ACCOUNT_PAGE_REDIRECT,
      ...errorResponses(CHANGE_ERRORS, REFRESHED_COOKIES),
    },
  },
  confirmRevoke: {
    ...COMMON,
    tags: ['Pages'],
    operationId: 'showEndSessionPage',
    summary: 'Shows the page that asks for confirmation before one session is revoked',
    parameters: [ID],
    responses: {
      200: { description: 'The page.', headers: REFRESHED_COOKIES, content: PAGE },
      303: LOGIN_REDIRECT,
      ...errorResponses([...GUARD_ERRORS, 'session_not_found'], REFRESHED_COOKIES),
    },
  },
  revokeByForm: {
    ...COMMON,
    operationId: 'revokeSessionByForm',
    summary: 'Revokes one session of the user, for HTML forms',
    description: SAME_ORIGIN,
    parameters: [ID],
    responses: {
      303: ACCOUNT_PAGE_REDIRECT,
      ...errorResponses(ID_ERRORS, REFRESHED_COOKIES),
    },
  },
};
