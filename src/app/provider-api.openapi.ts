import { z } from 'zod';
import { apiSchema, errorResponses, LOGIN_REDIRECT } from '../social-auth/index.js';

const CALENDARS = apiSchema(
  'Calendars',
  z.array(z.object({ name: z.string(), primary: z.boolean() })),
);
const REPOSITORIES = apiSchema(
  'Repositories',
  z.array(z.object({ name: z.string(), isPrivate: z.boolean() })),
);

const COMMON = {
  tags: ['API'],
  security: [{ bearer: [] }, { cookie: [] }],
};

const ERRORS = {
  303: LOGIN_REDIRECT,
  ...errorResponses([
    'unauthenticated',
    'invalid_token',
    'reconsent_required',
    'account_disabled',
    'provider_unavailable',
    'service_unavailable',
  ]),
};

const json = (schema: Readonly<Record<string, unknown>>) => ({ 'application/json': { schema } });

export const PROVIDER_API_ROUTES = {
  calendars: {
    ...COMMON,
    operationId: 'listCalendars',
    summary:
      'Lists the calendars of the user at Google: an example of a call to an API of a provider',
    responses: { 200: { description: 'The calendars.', content: json(CALENDARS) }, ...ERRORS },
  },
  repositories: {
    ...COMMON,
    operationId: 'listRepositories',
    summary:
      'Lists the repositories of the user at GitHub: an example of a call to an API of a provider',
    responses: {
      200: { description: 'The repositories.', content: json(REPOSITORIES) },
      ...ERRORS,
    },
  },
};
