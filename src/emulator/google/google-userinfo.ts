import type { Grant } from '../oauth/authorization-request.js';
import { bearerToken } from '../oauth/bearer-token.js';
import { GOOGLE_ISSUER } from '../provider.js';
import { jsonResponse, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState } from '../server/route.js';
import { personaClaims } from './google-claims.js';

/** Returns the grant of the access token in the Authorization header or in the query, if any. */
export function findGoogleGrant(
  { tokens }: EmulatorState,
  request: EmulatorRequest,
): Grant | undefined {
  const token = bearerToken(request, ['bearer']) ?? request.query.get('access_token') ?? '';
  return tokens.findAccessToken('google', token);
}

/** Handles a request to Google's userinfo endpoint (developers.google.com/identity/openid-connect/openid-connect). */
export function googleUserinfoResponse(
  state: EmulatorState,
  request: EmulatorRequest,
): EmulatorResponse {
  const grant = findGoogleGrant(state, request);
  const persona = grant && state.personas.get(grant.personaId);
  if (!persona) {
    return jsonResponse(
      401,
      { error: 'invalid_request', error_description: 'Invalid Credentials' },
      { 'www-authenticate': `Bearer realm="${GOOGLE_ISSUER}/", error="invalid_token"` },
    );
  }
  return jsonResponse(200, personaClaims(persona, grant.scopes, state.origin));
}
