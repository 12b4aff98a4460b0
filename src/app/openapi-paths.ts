import type { Answer, OpenApiFragment, Paths } from '../social-auth/index.js';

type JsonSchema = OpenApiFragment['components']['schemas'][string];

const contact: Record<string, JsonSchema> = {
  email: { type: ['string', 'null'], description: 'Contact data, never an identity.' },
  emailVerified: { type: 'boolean' },
};

/** The schemas of the app's own answers. */
export const APP_SCHEMAS: Record<string, JsonSchema> = {
  Me: {
    type: 'object',
    required: ['id', 'name', 'email', 'emailVerified', 'picture', 'roles', 'sessionId', 'accounts'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      name: { type: ['string', 'null'] },
      ...contact,
      picture: { type: ['string', 'null'], format: 'uri' },
      roles: { type: 'array', items: { type: 'string' } },
      sessionId: { type: 'string', format: 'uuid' },
      accounts: { type: 'array', items: { $ref: '#/components/schemas/LinkedAccount' } },
    },
  },
  LinkedAccount: {
    type: 'object',
    required: ['id', 'provider', 'subject', 'username', 'email', 'emailVerified'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      provider: { type: 'string' },
      subject: { type: 'string', description: 'The provider’s own stable identifier.' },
      username: { type: ['string', 'null'] },
      ...contact,
    },
  },
  Readiness: {
    type: 'object',
    required: ['status', 'database', 'migrations', 'revocations', 'clock', 'clockDifferenceMs'],
    properties: {
      status: { type: 'string', enum: ['ok', 'unavailable', 'shutting_down'] },
      database: { type: 'string', enum: ['ok', 'unavailable'] },
      migrations: { type: 'string', enum: ['applied', 'pending'] },
      revocations: {
        type: 'string',
        enum: ['ok', 'degraded'],
        description: 'An instance that has lost sight of them is slower, but safe.',
      },
      clock: {
        type: 'string',
        enum: ['ok', 'skewed'],
        description: 'Whether the clocks of app and database differ by one minute at most.',
      },
      clockDifferenceMs: {
        type: 'integer',
        description: 'Time of the database minus time of the app, in milliseconds.',
      },
    },
  },
};

const answer = (description: string, schema: JsonSchema): Answer => ({
  description,
  content: { 'application/json': { schema } },
});

const readiness = (description: string) =>
  answer(description, { $ref: '#/components/schemas/Readiness' });

/** The app's own routes, but for the one that can be off. */
export const APP_PATHS: Paths = {
  '/api/me': {
    get: {
      operationId: 'showMe',
      tags: ['API'],
      summary: 'Who is signed in: an example of a guarded route',
      responses: {
        200: answer('The user.', { $ref: '#/components/schemas/Me' }),
        303: { $ref: '#/components/responses/AuthLoginPage' },
        401: { $ref: '#/components/responses/AuthUnauthenticated' },
      },
      security: [{ bearer: [] }, { accessCookie: [] }],
    },
  },
  '/health': {
    get: {
      operationId: 'live',
      tags: ['Operations'],
      summary: 'Whether the process lives',
      responses: {
        200: answer('It does.', {
          type: 'object',
          required: ['status'],
          properties: { status: { type: 'string', enum: ['ok'] } },
        }),
      },
      security: [],
    },
  },
  '/ready': {
    get: {
      operationId: 'ready',
      tags: ['Operations'],
      summary: 'Whether requests may be sent here: the database answers and is migrated',
      responses: { 200: readiness('Yes.'), 503: readiness('Not now.') },
      security: [],
    },
  },
};

/** There only when it is asked for. */
export const METRICS_PATH: Paths = {
  '/metrics': {
    get: {
      operationId: 'metrics',
      tags: ['Operations'],
      summary: 'Numbers for operators, in Prometheus’ text format',
      responses: {
        200: {
          description: 'The numbers.',
          content: { 'text/plain': { schema: { type: 'string' } } },
        },
      },
      security: [],
    },
  },
};
