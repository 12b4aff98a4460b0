import { z } from 'zod';
import { apiSchema, type ApiResponse } from '../social-auth/index.js';

const HEALTH = apiSchema('Health', z.object({ status: z.literal('ok') }));

const READINESS = apiSchema(
  'Readiness',
  z.object({
    status: z.enum(['ok', 'unavailable', 'shutting_down']),
    database: z.enum(['ok', 'unavailable']),
    migrations: z.enum(['applied', 'pending']),
    revocations: z
      .enum(['ok', 'degraded'])
      .describe('If `degraded`, guards query the database for each request, which is slower.'),
    clock: z
      .enum(['ok', 'skewed'])
      .describe('`skewed` if the clocks of app and database differ by more than one minute.'),
    clockDifferenceMs: z
      .int()
      .describe('Time of the database minus time of the app, in milliseconds.'),
  }),
);

const response = (description: string, schema: Readonly<Record<string, unknown>>): ApiResponse => ({
  description,
  content: { 'application/json': { schema } },
});

const COMMON = { tags: ['Operations'], security: [] };

export const HEALTH_ROUTES = {
  health: {
    ...COMMON,
    operationId: 'health',
    summary: 'Returns whether the process serves requests',
    responses: { 200: response('The process serves requests.', HEALTH) },
  },
  ready: {
    ...COMMON,
    operationId: 'ready',
    summary: 'Returns whether the database is reachable and migrated',
    responses: {
      200: response('The app can serve requests.', READINESS),
      503: response(
        'The database is unreachable or not migrated, or the app is shutting down.',
        READINESS,
      ),
    },
  },
};
