import { z } from 'zod';
import type { OAuthClient, AuthorizationRequest } from '../../core/oauth-client.js';
import { SocialAuthError } from '../../core/errors.js';

const schema = z.object({
  redirect_uri: z.string().max(1024),
  code_challenge: z.string().regex(/^[\w-]{43}$/),
  code_challenge_method: z.literal('S256'),
  state: z
    .string()
    .max(512)
    .regex(/^[\x20-\x7e]*$/)
    .optional(),
});

/** The parameters by which a client begins a login (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export const AUTHORIZATION_PARAMETERS = [
  'redirect_uri',
  'code_challenge',
  'code_challenge_method',
  'state',
] as const;

/**
 * Reads what a client asks for.
 *
 * @param parameters a query or a form; nothing of it is trusted
 * @returns undefined when there is no `redirect_uri`: then it is the browser's own login
 * @throws SocialAuthError `invalid_request`; an unregistered redirect URI is never redirected to
 */
export function parseAuthorizationRequest(
  parameters: Readonly<Record<string, unknown>>,
  clients: readonly OAuthClient[],
): AuthorizationRequest | undefined {
  if (parameters['redirect_uri'] === undefined) return undefined;
  const { data } = schema.safeParse(parameters);
  if (data === undefined) {
    throw new SocialAuthError('invalid_request', {
      reason: 'redirect_uri wants code_challenge and code_challenge_method=S256 beside it',
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

/** @returns the parameters again, for the forms of the login page. */
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
 * Where a client's login ends.
 *
 * @param answer `code`, or `error` (RFC 6749 §4.1.2)
 * @param issuer who answers (RFC 9207)
 */
export function authorizationResponseUrl(
  { redirectUri, state }: AuthorizationRequest,
  answer: { code: string } | { error: string },
  issuer: string,
): string {
  const url = new URL(redirectUri);
  const parameters = { ...answer, ...(state !== undefined && { state }), iss: issuer };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
