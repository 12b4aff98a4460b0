import { ERROR_MESSAGES } from '../pages/error-messages.js';
import type { JsonSchema } from './types.js';

/** A reference to one of the schemas below. */
export const schema = (name: keyof typeof SCHEMAS): JsonSchema => ({
  $ref: `#/components/schemas/${name}`,
});

const text = (description: string, more: JsonSchema = {}): JsonSchema => ({
  type: 'string',
  description,
  ...more,
});

const object = (
  required: Record<string, JsonSchema>,
  optional: Record<string, JsonSchema> = {},
): JsonSchema => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

const seconds: JsonSchema = {
  type: 'integer',
  minimum: 1,
  description: 'How long the access token lives, in seconds.',
};

const refreshToken = text('Good for one refresh; the answer brings the next.');
const codeVerifier = text('The PKCE verifier (RFC 7636 §4.1).', { pattern: '^[\\w.~-]{43,128}$' });

/** The parameters by which an app that keeps its own tokens begins a login (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export const CLIENT_REQUEST: Record<string, JsonSchema> = {
  redirect_uri: text('Where the login leads back to; registered, letter by letter.', {
    maxLength: 1024,
  }),
  code_challenge: text('The SHA-256 of the verifier, in base64url.', { pattern: '^[\\w-]{43}$' }),
  code_challenge_method: { type: 'string', enum: ['S256'] },
  state: text('Comes back as it was sent.', { maxLength: 512 }),
};

/** Where a browser goes after the login. */
export const RETURN_TO = text('A path of this site to go to afterwards; any other leads to `/`.', {
  default: '/',
});

/** Every schema of the module; the names do not get in the way of an app's own. */
export const SCHEMAS = {
  AuthError: object({
    statusCode: { type: 'integer', minimum: 400 },
    error: text('The name of the status.'),
    message: text('What happened, in words for people.'),
    code: text('What happened, in a word for programs.', { enum: Object.keys(ERROR_MESSAGES) }),
    supportCode: text('Stands in the log beside the reason.', {
      pattern: '^[0-9A-Z]{4}-[0-9A-Z]{4}$',
    }),
  }),
  LoginRequest: {
    ...object({}, { returnTo: RETURN_TO, ...CLIENT_REQUEST }),
    dependentRequired: { redirect_uri: ['code_challenge', 'code_challenge_method'] },
  },
  LinkRequest: object({}, { returnTo: RETURN_TO }),
  LogoutRequest: object(
    {},
    { everywhere: { type: ['boolean', 'string'], description: '`true` ends all sessions.' } },
  ),
  RefreshRequest: object({ refreshToken }),
  TokenRequest: {
    ...object(
      { code: text('The one-time code of the login.', { minLength: 1, maxLength: 512 }) },
      { code_verifier: codeVerifier, codeVerifier },
    ),
    anyOf: [{ required: ['code_verifier'] }, { required: ['codeVerifier'] }],
  },
  AuthTokens: object({
    accessToken: text('A JWT (RFC 9068) for the Authorization header.'),
    refreshToken,
    tokenType: { type: 'string', enum: ['Bearer'] },
    expiresIn: seconds,
  }),
  AuthCookiesRenewed: object({ expiresIn: seconds }),
  AuthSession: object({
    id: { type: 'string', format: 'uuid' },
    device: text('Such as `Firefox on Windows`.'),
    kind: { type: 'string', enum: ['desktop', 'phone', 'tablet', 'app', 'unknown'] },
    provider: text('Which login opened it.'),
    clientId: text('`browser`, or the client id of an app that keeps its own tokens.'),
    firstSeen: { type: 'string', format: 'date-time' },
    lastSeen: { type: 'string', format: 'date-time' },
    current: { type: 'boolean', description: 'Whether the request came from it.' },
  }),
  AuthKeySet: object({
    keys: {
      type: 'array',
      items: object({
        kty: { type: 'string', enum: ['EC'] },
        crv: { type: 'string', enum: ['P-256'] },
        x: { type: 'string' },
        y: { type: 'string' },
        kid: text('Named in the header of the tokens that this key signed.'),
        alg: { type: 'string', enum: ['ES256'] },
        use: { type: 'string', enum: ['sig'] },
      }),
    },
  }),
} satisfies Record<string, JsonSchema>;
