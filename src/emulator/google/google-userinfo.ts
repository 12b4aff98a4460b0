import { bearerToken } from '../oauth/bearer-token.js';
import type { Grant } from '../oauth/grant-store.js';
import { avatarPath } from '../pages/avatar.js';
import type { Persona } from '../personas/persona.js';
import { GOOGLE_ISSUER } from '../provider.js';
import { jsonResponse, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState } from '../server/route.js';
import { EMAIL_SCOPE, PROFILE_SCOPE } from './google-scopes.js';

/** Returns the grant of the access token in the Authorization header or in the query, if any. */
export function userinfoGrant(
  { grants }: EmulatorState,
  request: EmulatorRequest,
): Grant | undefined {
  const token = bearerToken(request, ['bearer']) ?? request.query.get('access_token') ?? '';
  return grants.findToken('google', token);
}

/** Handles a request to Google's userinfo endpoint (developers.google.com/identity/openid-connect/openid-connect). */
export function googleUserinfoResponse(
  state: EmulatorState,
  request: EmulatorRequest,
): EmulatorResponse {
  const grant = userinfoGrant(state, request);
  const persona = grant && state.personas.get(grant.personaId);
  if (!persona) {
    return jsonResponse(
      401,
      { error: 'invalid_request', error_description: 'Invalid Credentials' },
      { 'www-authenticate': `Bearer realm="${GOOGLE_ISSUER}/", error="invalid_token"` },
    );
  }
  const { scopes } = grant.request;
  return jsonResponse(200, {
    sub: persona.google?.sub,
    ...(scopes.includes(PROFILE_SCOPE) && profileClaims(persona, state.origin)),
    ...(scopes.includes(EMAIL_SCOPE) && emailClaims(persona)),
    ...persona.google?.responseFields,
  });
}

function profileClaims({ id, name }: Persona, origin: string): Record<string, unknown> {
  const picture = origin + avatarPath(id);
  if (name === null) {
    return { picture };
  }
  const [givenName, ...familyNames] = name.split(' ');
  return {
    name,
    given_name: givenName,
    family_name: familyNames.join(' ') || undefined,
    picture,
  };
}

function emailClaims({ google }: Persona): Record<string, unknown> {
  if (!google?.email) {
    return {};
  }
  const { email, emailVerified, hostedDomain } = google;
  return { email, email_verified: emailVerified, ...(hostedDomain && { hd: hostedDomain }) };
}
