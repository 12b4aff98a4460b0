import {
  apiSchema,
  errorResponses,
  LOGIN_REDIRECT,
  PAGE,
  REFRESHED_COOKIES,
  SECURITY,
  type ErrorCode,
} from '../social-auth/index.js';
import { rolesSchema } from './admin-request.js';
import { userDetailsSchema, userPageSchema } from './admin-views.js';
import { mergePreviewSchema, mergeSchema } from './merge-view.js';

const USER_PAGE = apiSchema('AuthUserPage', userPageSchema);
const USER_DETAILS = apiSchema('AuthUserDetails', userDetailsSchema);
const ROLES = apiSchema('AuthUserRoles', rolesSchema);
const MERGE_PREVIEW = apiSchema('AuthUserMergePreview', mergePreviewSchema);
const MERGE = apiSchema('AuthUserMerge', mergeSchema);

const USER_ID = {
  name: 'userId',
  in: 'path' as const,
  description: 'The id of a user.',
  required: true,
  schema: { type: 'string' },
};

const SESSION_ID = {
  ...USER_ID,
  name: 'sessionId',
  description: 'The id of a session of the user.',
};

const query = (name: string, description: string) => ({
  name,
  in: 'query' as const,
  description,
  required: false,
  schema: { type: 'string' },
});

const COMMON = { tags: ['Administration'], security: SECURITY.accessToken };

const READ_ERRORS: readonly ErrorCode[] = [
  'unauthenticated',
  'invalid_token',
  'forbidden',
  'service_unavailable',
];

const CHANGE_ERRORS: readonly ErrorCode[] = [...READ_ERRORS, 'cross_site_request'];

const ROLE = 'Requires the role of an administrator.';

const RECENT_LOGIN = `${ROLE} Requires a login within the last five minutes. A browser whose login is older is redirected to the login page, and afterwards to the page of the user.`;

const content = (schema: object) => ({
  'application/json': { schema: { ...schema } },
  ...PAGE,
});

/** The responses to a change. */
const changed = (...codes: readonly ErrorCode[]) => ({
  204: { description: 'The change is made.', headers: REFRESHED_COOKIES },
  303: {
    ...LOGIN_REDIRECT,
    description:
      'After a form, redirects to the page of the user. If the browser is not signed in, redirects to the login page.',
  },
  ...errorResponses([...CHANGE_ERRORS, ...codes], REFRESHED_COOKIES),
});

export const ADMIN_ROUTES = {
  list: {
    ...COMMON,
    operationId: 'listUsers',
    summary: 'Finds users by name, email address, id or subject: a page, or JSON',
    description: ROLE,
    parameters: [
      query(
        'query',
        'The start of a name, email address or user id, or a complete subject at a provider.',
      ),
      query('after', 'The value `next` of the previous page.'),
    ],
    responses: {
      200: { description: 'The users.', headers: REFRESHED_COOKIES, content: content(USER_PAGE) },
      303: LOGIN_REDIRECT,
      ...errorResponses([...READ_ERRORS, 'invalid_request'], REFRESHED_COOKIES),
    },
  },
  show: {
    ...COMMON,
    operationId: 'showUser',
    summary: 'Shows the accounts, sessions and activity of a user: a page, or JSON',
    description: ROLE,
    parameters: [USER_ID],
    responses: {
      200: { description: 'The user.', headers: REFRESHED_COOKIES, content: content(USER_DETAILS) },
      303: LOGIN_REDIRECT,
      ...errorResponses([...READ_ERRORS, 'user_not_found'], REFRESHED_COOKIES),
    },
  },
  disable: {
    ...COMMON,
    operationId: 'disableUser',
    summary: 'Disables a user, and revokes all sessions of the user',
    description: RECENT_LOGIN,
    parameters: [USER_ID],
    responses: changed('recent_login_required', 'user_not_found', 'self_lockout'),
  },
  enable: {
    ...COMMON,
    operationId: 'enableUser',
    summary: 'Enables a user, who can then sign in again',
    description: RECENT_LOGIN,
    parameters: [USER_ID],
    responses: changed('recent_login_required', 'user_not_found'),
  },
  setRoles: {
    ...COMMON,
    operationId: 'setUserRoles',
    summary: 'Sets which of the configured roles a user has',
    description: `Takes effect on every instance within a second. ${RECENT_LOGIN}`,
    parameters: [USER_ID],
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: ROLES },
        'application/x-www-form-urlencoded': { schema: ROLES },
      },
    },
    responses: changed(
      'recent_login_required',
      'user_not_found',
      'self_lockout',
      'invalid_request',
    ),
  },
  delete: {
    ...COMMON,
    operationId: 'deleteUser',
    summary: 'Deletes a user with all accounts and sessions',
    description: RECENT_LOGIN,
    parameters: [USER_ID],
    responses: changed(
      'recent_login_required',
      'user_not_found',
      'self_lockout',
      'deletion_blocked',
    ),
  },
  endAllSessions: {
    ...COMMON,
    operationId: 'endUserSessions',
    summary: 'Revokes all sessions of a user',
    description: ROLE,
    parameters: [USER_ID],
    responses: changed('user_not_found'),
  },
  endSession: {
    ...COMMON,
    operationId: 'endUserSession',
    summary: 'Revokes one session of a user',
    description: ROLE,
    parameters: [USER_ID, SESSION_ID],
    responses: changed('session_not_found'),
  },
};

export const ADMIN_MERGE_ROUTES = {
  preview: {
    ...COMMON,
    operationId: 'previewUserMerge',
    summary: 'Shows what a merge with another user changes: a page, or JSON',
    description: `Changes nothing. ${RECENT_LOGIN} 404 without \`UserMergeModule\`.`,
    parameters: [USER_ID, query('with', 'The id of the other user.')],
    responses: {
      200: {
        description: 'The merges in both directions.',
        content: content(MERGE_PREVIEW),
        headers: REFRESHED_COOKIES,
      },
      303: LOGIN_REDIRECT,
      ...errorResponses([
        ...READ_ERRORS,
        'recent_login_required',
        'user_not_found',
        'self_lockout',
        'merge_refused',
      ]),
    },
  },
  merge: {
    ...COMMON,
    operationId: 'mergeUser',
    summary: 'Merges two users as the preview shows',
    description: RECENT_LOGIN,
    parameters: [USER_ID],
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: MERGE },
        'application/x-www-form-urlencoded': { schema: MERGE },
      },
    },
    responses: changed(
      'recent_login_required',
      'user_not_found',
      'self_lockout',
      'merge_expired',
      'merge_refused',
      'invalid_request',
    ),
  },
};
