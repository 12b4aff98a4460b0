import type { Grant } from '../oauth/authorization-request.js';
import { revokeGrants } from '../oauth/revoke-grants.js';
import { jsonResponse, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState } from '../server/route.js';

/** Returns the grant of the access token or refresh token that a request revokes. */
export function findRevokedGrant(
  { tokens }: EmulatorState,
  { form, query }: EmulatorRequest,
): Grant | undefined {
  const token = form.get('token') ?? query.get('token') ?? '';
  return tokens.findAccessToken('google', token) ?? tokens.findRefreshToken('google', token);
}

/**
 * Handles a request to Google's revocation endpoint. Revokes all tokens that the client has for the user, and the
 * consent of the user. Contrary to RFC 7009, Google requires no client authentication, and responds to an unknown token
 * with an error.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke
 */
export function googleRevokeResponse(
  state: EmulatorState,
  request: EmulatorRequest,
): EmulatorResponse {
  const grant = findRevokedGrant(state, request);
  if (!grant) {
    return jsonResponse(400, {
      error: 'invalid_token',
      error_description: 'Token expired or revoked',
    });
  }
  revokeGrants(state, grant.request.client, grant.personaId);
  return jsonResponse(200, {});
}
