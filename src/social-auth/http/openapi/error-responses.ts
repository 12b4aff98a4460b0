import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { SUPPORT_CODE } from '../../../crypto/random.js';
import { ERROR_STATUS, type ErrorCode } from '../../core/errors.js';
import { ERROR_MESSAGES } from '../../core/messages/english-errors.js';
import { errorMessage } from '../../core/messages/error-message.js';
import { apiSchema } from './api-schema.js';
import type { ApiHeaders, ApiResponse } from './api-types.js';
import { maySetCookie, PAGE } from './responses.js';

/** The body of an error response. */
export const AUTH_ERROR = apiSchema(
  'AuthError',
  z.object({
    statusCode: z.int().min(400),
    error: z.string().describe('The name of the status.'),
    message: z.string().describe('What happened, as a sentence for people.'),
    code: z.enum(Object.keys(ERROR_MESSAGES)).describe('What happened, as a code for programs.'),
    supportCode: z
      .string()
      .regex(SUPPORT_CODE)
      .describe('The log contains the reason under this code.'),
    url: z
      .url()
      .optional()
      .describe('Of `reconsent_required`: the page on which the user grants the access.'),
  }),
);

/** `Retry-After` (RFC 9110 §10.2.3). */
const retryAfter = (description: string, required: boolean): ApiHeaders => ({
  'Retry-After': { description, required, schema: { type: 'integer', minimum: 1 } },
});

const RETRY_AFTER = retryAfter('Number of seconds after which the client can try again.', true);

const CHALLENGE: ApiHeaders = {
  'WWW-Authenticate': {
    description:
      '`Bearer`, with `error="invalid_token"` when the request had a token (RFC 6750 §3).',
    required: true,
    schema: { type: 'string' },
  },
  ...maySetCookie('Both session cookies, removed when the session is revoked or expired.'),
};

const HEADERS: Readonly<Record<number, ApiHeaders>> = {
  401: CHALLENGE,
  429: RETRY_AFTER,
  502: retryAfter('Number of seconds to wait, if the provider stated it.', false),
  503: RETRY_AFTER,
};

/**
 * Returns the error responses of a route by status, with an example for each code. Browsers (`Accept: text/html`)
 * receive a page, other clients JSON.
 *
 * @param codes the errors that the route can return
 * @param headers further headers of these responses
 * @publicApi
 * @example
 * ```ts
 * const responses = {
 *   200: { description: 'The orders.' },
 *   ...errorResponses(['unauthenticated', 'invalid_token', 'forbidden']),
 * };
 * ```
 */
export function errorResponses(
  codes: readonly ErrorCode[],
  headers: ApiHeaders = {},
): Record<number, ApiResponse> {
  const statuses = [...new Set(codes.map((code) => ERROR_STATUS[code]))];
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      errorResponse(
        status,
        codes.filter((code) => ERROR_STATUS[code] === status),
        headers,
      ),
    ]),
  );
}

function errorResponse(
  status: number,
  codes: readonly ErrorCode[],
  headers: ApiHeaders,
): ApiResponse {
  const examples = codes.map((code) => [code, { value: exampleOf(status, code) }] as const);
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    headers: { ...HEADERS[status], ...headers },
    content: {
      'application/json': { schema: AUTH_ERROR, examples: Object.fromEntries(examples) },
      // Browsers are redirected to the login page instead of a page for 401.
      ...(status !== 401 && PAGE),
    },
  };
}

const exampleOf = (status: number, code: ErrorCode) => ({
  statusCode: status,
  error: STATUS_CODES[status],
  message: errorMessage({ code }).message,
  code,
  supportCode: 'K7QF-3M2P',
});
