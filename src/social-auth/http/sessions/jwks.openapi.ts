import { z } from 'zod';
import { publicJwkSchema } from '../../tokens/public-jwk.js';
import { apiSchema } from '../openapi/api-schema.js';
import { json } from '../openapi/responses.js';
import { SECURITY } from '../openapi/security.js';

const KEY_SET = apiSchema('AuthKeySet', z.object({ keys: z.array(publicJwkSchema) }));

export const JWKS_ROUTES = {
  show: {
    operationId: 'showKeys',
    tags: ['Keys'],
    summary: 'Returns the public keys that verify access tokens (RFC 7517 §5)',
    responses: {
      200: {
        description: 'The current signing key, the next one, and former ones of valid tokens.',
        headers: {
          'Cache-Control': {
            description:
              'Allows caches to store the keys for five minutes. A key is published for longer before it signs.',
            required: true,
            schema: { type: 'string' },
          },
        },
        content: json(KEY_SET),
      },
    },
    security: SECURITY.none,
  },
} as const;
