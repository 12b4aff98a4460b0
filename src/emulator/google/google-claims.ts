import { avatarPath } from '../pages/avatar.js';
import type { Persona } from '../personas/persona.js';
import { EMAIL_SCOPE, PROFILE_SCOPE } from './google-scopes.js';

/**
 * Returns the claims about a persona that the scopes permit. Userinfo and the id_token contain them
 * (developers.google.com/identity/openid-connect/openid-connect).
 *
 * @param origin - the origin of the emulator, which serves the picture
 */
export function personaClaims(
  persona: Persona,
  scopes: readonly string[],
  origin: string,
): Record<string, unknown> {
  return {
    sub: persona.google?.sub,
    ...(scopes.includes(PROFILE_SCOPE) && profileClaims(persona, origin)),
    ...(scopes.includes(EMAIL_SCOPE) && emailClaims(persona)),
    ...persona.google?.responseFields,
  };
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
