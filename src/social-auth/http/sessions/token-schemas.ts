import { z } from 'zod';

const refreshToken = z
  .string()
  .describe('Valid for one refresh. The response contains the next one.');
const expiresIn = z.int().min(1).describe('The lifetime of the access token, in seconds.');

const codeVerifier = z
  .string()
  .regex(/^[\w.~-]{43,128}$/)
  .optional()
  .describe('The PKCE verifier (RFC 7636 §4.1).');

/** Accepts `code_verifier` (RFC 7636 §4.5) and, like the rest of this API, `codeVerifier`. */
export const tokenRequestSchema = z
  .object({
    code: z.string().min(1).max(512).describe('The one-time code of the login.'),
    code_verifier: codeVerifier,
    codeVerifier,
  })
  .meta({ anyOf: [{ required: ['code_verifier'] }, { required: ['codeVerifier'] }] });

/** The body with which a service exchanges the token of a user (RFC 8693 §2.1). Features handle and validate it. */
export const tokenExchangeRequestSchema = z.object({
  grant_type: z.literal('urn:ietf:params:oauth:grant-type:token-exchange'),
  subject_token: z.string().describe('The access token of the user.'),
  subject_token_type: z.literal('urn:ietf:params:oauth:token-type:access_token'),
  audience: z.string().describe('The name of the provider.'),
  scope: z
    .string()
    .optional()
    .describe('The scopes that the token must have, separated by spaces.'),
  client_id: z.string().optional().describe('Instead of HTTP Basic, with `client_secret`.'),
  client_secret: z.string().optional(),
});

/** The response to the exchange of a service (RFC 8693 §2.2.1). */
export const tokenExchangeResponseSchema = z.object({
  access_token: z.string().describe('The access token of the provider.'),
  issued_token_type: z.literal('urn:ietf:params:oauth:token-type:access_token'),
  token_type: z.literal('Bearer'),
  expires_in: z
    .int()
    .min(0)
    .optional()
    .describe('In seconds. Absent if the token does not expire.'),
  scope: z.string().describe('All scopes of the token, separated by spaces.'),
});

/** The body with which a client refreshes its tokens. */
export const refreshRequestSchema = z.object({ refreshToken });

/** The response to a client that stores its own tokens (RFC 6749 §5.1, in camelCase). */
export const tokenResponseSchema = z.object({
  accessToken: z.string().describe('A JWT (RFC 9068) for the Authorization header.'),
  refreshToken,
  tokenType: z.literal('Bearer'),
  expiresIn,
});

export type TokenResponse = z.infer<typeof tokenResponseSchema>;

/** The response to a browser, whose tokens are in cookies. */
export const cookieRefreshResponseSchema = z.object({ expiresIn });
