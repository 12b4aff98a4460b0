import { z } from 'zod';
import { SocialAuthError } from '../../core/errors.js';
import type { AuthorizationRequest, OAuthClient } from '../../core/oauth-client.js';

/** The authorization request of a client (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export const authorizationRequestSchema = z.object({
  redirect_uri: z
    .string()
    .max(1024)
    .describe('A registered redirect URI of the client. Must match exactly.'),
  code_challenge: z
    .string()
    .regex(/^[\w-]{43}$/)
    .describe('The SHA-256 hash of the PKCE verifier, in base64url. Required with `redirect_uri`.'),
  code_challenge_method: z.literal('S256').describe('Required with `redirect_uri`.'),
  state: z
    .string()
    .max(512)
    .regex(/^[\x20-\x7e]*$/)
    .optional()
    .describe('Returned unchanged to the redirect URI.'),
});

/**
 * Parses the authorization request of a client.
 *
 * @param parameters Unvalidated query or form.
 * @returns undefined without a `redirect_uri`, for a login of the browser itself.
 * @throws SocialAuthError `invalid_request`. The response is never a redirect to an unregistered URI.
 */
export function parseAuthorizationRequest(
  parameters: Readonly<Record<string, unknown>>,
  clients: readonly OAuthClient[],
): AuthorizationRequest | undefined {
  if (parameters['redirect_uri'] === undefined) return undefined;
  const { data } = authorizationRequestSchema.safeParse(parameters);
  if (data === undefined) {
    throw new SocialAuthError('invalid_request', {
      reason:
        'redirect_uri requires code_challenge and code_challenge_method=S256, or state is malformed',
    });
  }
  const client = clients.find(({ redirectUris }) => redirectUris.includes(data.redirect_uri));
  if (client === undefined) {
    throw new SocialAuthError('invalid_request', { reason: 'redirect_uri is not registered' });
  }
  return {
    clientId: client.clientId,
    redirectUri: data.redirect_uri,
    codeChallenge: data.code_challenge,
    state: data.state,
  };
}

/** Returns the parameters of a request as hidden fields for the forms of the login page. */
export function toFormFields(request: AuthorizationRequest | undefined): Record<string, string> {
  if (request === undefined) return {};
  return {
    redirect_uri: request.redirectUri,
    code_challenge: request.codeChallenge,
    code_challenge_method: 'S256',
    ...(request.state !== undefined && { state: request.state }),
  };
}

/**
 * Returns the redirect URI of a client with the authorization response.
 *
 * @param result `code`, or `error` (RFC 6749 §4.1.2) with the support code in the log.
 * @param issuer The public URL of the app (RFC 9207).
 */
export function authorizationResponseUrl(
  { redirectUri, state }: AuthorizationRequest,
  result: { code: string } | { error: string; support_code: string },
  issuer: string,
): string {
  const url = new URL(redirectUri);
  const parameters = { ...result, ...(state !== undefined && { state }), iss: issuer };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
