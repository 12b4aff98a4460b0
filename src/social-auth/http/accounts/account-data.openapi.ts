import { z } from 'zod';
import { apiSchema } from '../openapi/api-schema.js';
import type { ApiHeaders } from '../openapi/api-types.js';
import { errorResponses } from '../openapi/error-responses.js';
import {
  form,
  json,
  LOGIN_REDIRECT,
  maySetCookie,
  PAGE,
  REFRESHED_COOKIES,
  seeOther,
} from '../openapi/responses.js';
import { SECURITY } from '../openapi/security.js';

const account = z.object({
  id: z.uuid(),
  provider: z.string(),
  subject: z.string().describe('The identifier of the user at the provider.'),
  username: z.string().nullable(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  picture: z.string().nullable(),
  createdAt: z.date(),
});

const session = z.object({
  id: z.uuid(),
  provider: z.string(),
  clientId: z.string(),
  userAgent: z.string().nullable(),
  createdAt: z.date(),
  refreshedAt: z.date(),
  expiresAt: z.date(),
  revokedAt: z.date().nullable(),
});

const event = z.object({
  id: z.uuid(),
  type: z.string().describe('The name of the event.'),
  sessionId: z.uuid().nullable(),
  provider: z.string().nullable(),
  detail: z.string().nullable(),
  userAgent: z.string().nullable(),
  count: z.int(),
  at: z.date(),
});

/** The file that a user downloads. */
export const userExportSchema = z.object({
  exportedAt: z.date(),
  user: z.object({
    id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    emailVerified: z.boolean(),
    picture: z.string().nullable(),
    roles: z.array(z.string()),
  }),
  accounts: z.array(account),
  data: z.looseObject({}).describe('What the hook `exportUser` of the app returns.'),
  sessions: z.array(session).describe('All stored sessions, active or not.'),
  activity: z.array(event).describe('All stored events, newest first.'),
});

const USER_EXPORT = apiSchema('AuthUserExport', userExportSchema);

const SCHEDULED = apiSchema(
  'AuthScheduledDeletion',
  z.object({ deleteAfter: z.date().describe('The user is deleted after this time.') }),
);

const CONFIRMATION = apiSchema('AuthDeletionRequest', z.object({ confirmed: z.literal('true') }));

const ATTACHMENT: ApiHeaders = {
  'Content-Disposition': {
    description: 'The name of the file.',
    required: true,
    schema: { type: 'string' },
  },
};

const COMMON = { tags: ['Accounts'], security: SECURITY.accessToken };

const RECENT_LOGIN = 'Requires a login within the last five minutes.';

const READ_ERRORS = [
  'unauthenticated',
  'invalid_token',
  'recent_login_required',
  'service_unavailable',
] as const;

const DELETION =
  'Ends all sessions on every instance. With the option `deletionGracePeriod`, a login restores the account until the user is deleted. Requires an Authorization header or proof of the same origin.';

const REMOVED_COOKIES = maySetCookie('Both session cookies, removed. A notice for the next page.');

export const ACCOUNT_DATA_ROUTES = {
  export: {
    ...COMMON,
    operationId: 'exportAccount',
    summary: 'Returns what is stored about the user, as a file',
    description: RECENT_LOGIN,
    responses: {
      200: {
        description: 'The data.',
        headers: { ...ATTACHMENT, ...REFRESHED_COOKIES },
        content: json(USER_EXPORT),
      },
      303: LOGIN_REDIRECT,
      ...errorResponses(READ_ERRORS, REFRESHED_COOKIES),
    },
  },
  confirmDelete: {
    ...COMMON,
    tags: ['Pages'],
    operationId: 'showDeleteAccountPage',
    summary: 'Shows the page that asks for confirmation before the account is deleted',
    description: RECENT_LOGIN,
    responses: {
      200: { description: 'The page.', headers: REFRESHED_COOKIES, content: PAGE },
      303: LOGIN_REDIRECT,
      ...errorResponses(READ_ERRORS, REFRESHED_COOKIES),
    },
  },
  deleteByForm: {
    ...COMMON,
    operationId: 'deleteAccountByForm',
    summary: 'Deletes the user, for HTML forms',
    description: `${DELETION} ${RECENT_LOGIN}`,
    requestBody: { required: true, content: form(CONFIRMATION) },
    responses: {
      303: seeOther('Redirects to the login page.', REMOVED_COOKIES),
      ...errorResponses(
        [...READ_ERRORS, 'cross_site_request', 'invalid_request', 'deletion_blocked'],
        REFRESHED_COOKIES,
      ),
    },
  },
  delete: {
    ...COMMON,
    operationId: 'deleteAccount',
    summary: 'Deletes the user',
    description: `${DELETION} ${RECENT_LOGIN}`,
    responses: {
      202: {
        description: 'The user will be deleted.',
        headers: REMOVED_COOKIES,
        content: json(SCHEDULED),
      },
      204: { description: 'The user is deleted.', headers: REMOVED_COOKIES },
      303: LOGIN_REDIRECT,
      ...errorResponses(
        [...READ_ERRORS, 'cross_site_request', 'deletion_blocked'],
        REFRESHED_COOKIES,
      ),
    },
  },
};
