import { z } from 'zod';
import { SocialAuthError } from '../../../core/errors.js';
import { loginRequestSchema } from '../login-page-data.js';

/** Maximum length of an ID token, in characters. Google's have about 1,200. */
const MAX_ID_TOKEN_LENGTH = 4096;

const idToken = z
  .string()
  .max(MAX_ID_TOKEN_LENGTH)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]*$/);

/** The body of `POST /auth/:provider/id-token`. */
export const idTokenRequestSchema = z.object({
  credential: idToken
    .optional()
    .describe('The ID token. The name that the forms of Google Identity Services use.'),
  idToken: idToken.optional().describe('The ID token. Another name of `credential`.'),
  nonce: z
    .string()
    .regex(/^[\x21-\x7e]{16,256}$/)
    .optional()
    .describe(
      'Of a client: the random value whose SHA-256 hash, in hexadecimal digits, is the `nonce` of the ID token.',
    ),
  g_csrf_token: z
    .string()
    .regex(/^[\x21-\x7e]{1,256}$/)
    .optional()
    .describe('The value of the cookie `g_csrf_token`, in the forms of Google Identity Services.'),
  ...loginRequestSchema.shape,
});

/** A request to sign in with an ID token. */
export interface IdTokenRequest {
  readonly idToken: string;
  readonly nonce: string | undefined;
  readonly csrfToken: string | undefined;
}

/**
 * Parses the token fields of a body. The other fields are the same as in a login, and are parsed there.
 *
 * @throws SocialAuthError `invalid_request`
 */
export function parseIdTokenRequest(body: unknown): IdTokenRequest {
  const { data } = idTokenRequestSchema
    .pick({ credential: true, idToken: true, nonce: true, g_csrf_token: true })
    .safeParse(body);
  const tokens = [data?.credential, data?.idToken].filter((token) => token !== undefined);
  const [token] = tokens;
  if (data === undefined || token === undefined || tokens.length > 1) {
    const reason = 'credential, nonce or g_csrf_token is missing or malformed';
    throw new SocialAuthError('invalid_request', { reason });
  }
  return { idToken: token, nonce: data.nonce, csrfToken: data.g_csrf_token };
}
