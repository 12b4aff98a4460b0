import { z } from 'zod';
import {
  apiSchema,
  errorResponses,
  LOGIN_REDIRECT,
  PAGE,
  REFRESHED_COOKIES,
  SECURITY,
} from '../social-auth/index.js';

const login = z
  .string()
  .describe(
    'The id of the login with the other account. A cookie of the browser contains the data of this login.',
  );

const DECISION = apiSchema(
  'AuthMergeRequest',
  z.object({
    login,
    action: z.enum(['merge', 'cancel']).describe('Every other value cancels.'),
    preview: z.string().optional().describe('The token of the preview that the user has chosen.'),
  }),
);

const COMMON = { tags: ['Accounts'], security: SECURITY.accessToken };

const SHOWN = { description: 'The page.', headers: REFRESHED_COOKIES, content: PAGE };

const DONE = {
  ...LOGIN_REDIRECT,
  description:
    'Redirects to the account page. If the browser is not signed in, redirects to the login page.',
};

const ERRORS = ['unauthenticated', 'invalid_token', 'service_unavailable'] as const;

const REFUSALS = [
  ...ERRORS,
  'recent_login_required',
  'login_expired',
  'link_refused',
  'merge_expired',
  'sign_in_refused',
  'rate_limited',
] as const;

const FORM =
  'Requires the session cookies, proof of the same origin, and a login within the last five minutes.';

export const MERGE_ROUTES = {
  start: {
    ...COMMON,
    operationId: 'showMergePage',
    summary: 'Shows the providers with which users prove that another account is theirs',
    description: 'Requires a login within the last five minutes.',
    responses: {
      200: SHOWN,
      303: LOGIN_REDIRECT,
      ...errorResponses([...ERRORS, 'recent_login_required'], REFRESHED_COOKIES),
    },
  },
  preview: {
    ...COMMON,
    operationId: 'showMergePreview',
    summary: 'Shows what changes when the user combines two accounts',
    description:
      'The callback of a provider redirects here if the account to link belongs to another user. The login of the session and the login with the other account must both be at most five minutes old.',
    parameters: [
      {
        name: 'login',
        in: 'query',
        description: 'The id of the login.',
        required: true,
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: SHOWN,
      303: LOGIN_REDIRECT,
      ...errorResponses(REFUSALS, REFRESHED_COOKIES),
    },
  },
  merge: {
    ...COMMON,
    operationId: 'mergeUsers',
    summary: 'Merges the two users, for HTML forms',
    description: FORM,
    requestBody: {
      required: true,
      content: { 'application/x-www-form-urlencoded': { schema: DECISION } },
    },
    responses: {
      303: DONE,
      ...errorResponses(
        [...REFUSALS, 'invalid_request', 'cross_site_request', 'merge_refused', 'account_disabled'],
        REFRESHED_COOKIES,
      ),
    },
  },
  undo: {
    ...COMMON,
    operationId: 'undoMerge',
    summary: 'Undoes a merge, for HTML forms',
    description: FORM,
    parameters: [
      {
        name: 'id',
        in: 'path',
        description: 'The id of the user who was merged.',
        required: true,
        schema: { type: 'string' },
      },
    ],
    responses: {
      303: DONE,
      ...errorResponses(
        [
          ...ERRORS,
          'recent_login_required',
          'cross_site_request',
          'merge_not_found',
          'undo_refused',
          'rate_limited',
        ],
        REFRESHED_COOKIES,
      ),
    },
  },
  dismissHint: {
    ...COMMON,
    operationId: 'dismissMergeHint',
    summary: 'Hides the hint to combine accounts, for HTML forms',
    description: 'Requires the session cookies and proof of the same origin.',
    responses: {
      303: DONE,
      ...errorResponses([...ERRORS, 'cross_site_request'], REFRESHED_COOKIES),
    },
  },
} as const;
