import { z } from 'zod';
import { apiSchema, errorResponses, LOGIN_REDIRECT } from '../social-auth/index.js';

const contact = {
  email: z
    .string()
    .nullable()
    .describe('For contact only. Users and accounts are identified by `id`.'),
  emailVerified: z.boolean(),
};

const ME = apiSchema(
  'Me',
  z.object({
    id: z.uuid(),
    name: z.string().nullable(),
    ...contact,
    picture: z.url().nullable(),
    roles: z.array(z.string()),
    sessionId: z.uuid(),
    accounts: z.array(
      z.object({
        id: z.uuid(),
        provider: z.string(),
        subject: z.string().describe('The identifier of the account at the provider.'),
        username: z.string().nullable(),
        ...contact,
      }),
    ),
  }),
);

export const ME_ROUTES = {
  show: {
    operationId: 'showMe',
    tags: ['API'],
    summary: 'Returns the current user: an example of a guarded route',
    responses: {
      200: { description: 'The user.', content: { 'application/json': { schema: ME } } },
      303: LOGIN_REDIRECT,
      ...errorResponses(['unauthenticated', 'invalid_token', 'service_unavailable']),
    },
    security: [{ bearer: [] }, { cookie: [] }],
  },
};
