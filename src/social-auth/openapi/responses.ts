import { STATUS_CODES } from 'node:http';
import { SocialAuthError, type ErrorCode } from '../core/errors.js';
import { toErrorResponse } from '../http/errors/error-response.js';
import { errorMessage } from '../pages/error-messages.js';
import { schema } from './schemas.js';
import type { Answer, AnswerHeader, Answers, Content, JsonSchema } from './types.js';

type Headers = Record<string, AnswerHeader>;

/** A page; what is in it is for people. */
export const PAGE: Content = { 'text/html': { schema: { type: 'string' } } };

/** JSON of a schema. */
export const json = (of: JsonSchema): Content => ({ 'application/json': { schema: of } });

/** A `Set-Cookie` header, which is there only sometimes. */
export const maySetCookie = (description: string): Headers => ({
  'Set-Cookie': { description, schema: { type: 'string' } },
});

/** A `Set-Cookie` header, which is always there. */
export const setCookie = (description: string): Headers => ({
  'Set-Cookie': { description, required: true, schema: { type: 'string' } },
});

/** The access and the refresh cookie, where the guard had to renew them or the session is over. */
export const RENEWAL = maySetCookie('Both cookies, renewed when only the refresh cookie was left.');

/** `Retry-After` (RFC 9110 §10.2.3). */
const retryAfter = (description: string, required: boolean): Headers => ({
  'Retry-After': { description, required, schema: { type: 'integer', minimum: 1 } },
});

const RETRY_AFTER: Readonly<Record<number, Headers>> = {
  429: retryAfter('Number of seconds after which the client can try again.', true),
  502: retryAfter('Number of seconds to wait, if the provider stated it.', false),
};

/** 303: the browser goes on with GET (RFC 9110 §15.4.4). */
export const seeOther = (description: string, headers: Headers = {}): Answer => ({
  description,
  headers: {
    Location: {
      description: 'Where to.',
      required: true,
      schema: { type: 'string', format: 'uri-reference' },
    },
    ...headers,
  },
});

/** What a browser is answered with instead of 401. */
export const TO_LOGIN_PAGE: Answer = seeOther(
  'A browser (`Accept: text/html`) that is not signed in goes to the login page.',
  maySetCookie('Both cookies, removed when their session is over.'),
);

/**
 * The errors of an operation, by status, with an example for each code: JSON for programs, a page for
 * browsers (`Accept: text/html`).
 *
 * @param headers what these answers carry beside `WWW-Authenticate`
 */
export function errors(codes: readonly ErrorCode[], headers: Headers = {}): Answers {
  const statuses = new Set(codes.map(statusOf));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const ofStatus = codes.filter((code) => statusOf(code) === status);
      return [status, error(status, ofStatus, headers)];
    }),
  );
}

const statusOf = (code: ErrorCode) =>
  toErrorResponse(new SocialAuthError(code, { reason: '' })).status;

function error(status: number, codes: readonly ErrorCode[], headers: Headers): Answer {
  const all = { ...(status === 401 && CHALLENGE), ...RETRY_AFTER[status], ...headers };
  const examples = codes.map((code) => [code, { value: exampleOf(status, code) }] as const);
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    ...(Object.keys(all).length > 0 && { headers: all }),
    content: {
      'application/json': { schema: schema('AuthError'), examples: Object.fromEntries(examples) },
      // A 401 has no page: a browser goes to the login page instead.
      ...(status !== 401 && PAGE),
    },
  };
}

const CHALLENGE: Headers = {
  'WWW-Authenticate': {
    description: '`Bearer`, with `error="invalid_token"` when a token was sent (RFC 6750 §3).',
    required: true,
    schema: { type: 'string' },
  },
  ...maySetCookie('Both cookies, removed when their session is over.'),
};

const exampleOf = (status: number, code: ErrorCode) => ({
  statusCode: status,
  error: STATUS_CODES[status],
  message: errorMessage(code).message,
  code,
  supportCode: 'K7QF-3M2P',
});

/** What a guarded route answers when nobody is signed in: programs get this, browsers the login page. */
export const UNAUTHENTICATED: Answer = error(401, ['unauthenticated', 'invalid_token'], {});
