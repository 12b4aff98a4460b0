import { json, type EmulatorResponse, type EmulatorRequest } from './http.js';
import type { Grant } from './grants.js';
import type { Persona } from './persona.js';
import { GOOGLE_ISSUER } from './provider.js';
import type { EmulatorState } from './state.js';
import { bearerToken } from './token-request.js';

const EMAIL = 'https://www.googleapis.com/auth/userinfo.email';
const PROFILE = 'https://www.googleapis.com/auth/userinfo.profile';

/** The scopes that have a short and a long name (developers.google.com/identity/protocols/oauth2/scopes). */
export const GOOGLE_SCOPES: ReadonlyMap<string, string> = new Map([
  ['email', EMAIL],
  ['profile', PROFILE],
]);

/** What the access token in the header or the query stands for. */
export function userinfoGrant({ grants }: EmulatorState, call: EmulatorRequest): Grant | undefined {
  const token = bearerToken(call, ['bearer']) ?? call.query.get('access_token') ?? '';
  const grant = grants.token(token);
  return grant?.request.provider === 'google' ? grant : undefined;
}

/** Google's userinfo, version 3 (developers.google.com/identity/openid-connect/openid-connect#obtaininguserprofileinformation). */
export function googleUserinfo(state: EmulatorState, call: EmulatorRequest): EmulatorResponse {
  const grant = userinfoGrant(state, call);
  const persona = grant && state.personas.get(grant.personaId);
  if (!persona) {
    return json(
      401,
      { error: 'invalid_request', error_description: 'Invalid Credentials' },
      { 'www-authenticate': `Bearer realm="${GOOGLE_ISSUER}/", error="invalid_token"` },
    );
  }
  return json(200, userinfo(persona, grant.request.scopes, state.origin));
}

function userinfo(
  { id, name, google: account }: Persona,
  scopes: readonly string[],
  origin: string,
): Record<string, unknown> {
  const [given, ...family] = name?.split(' ') ?? [];
  const hasEmail = scopes.includes(EMAIL) && account?.email;
  return {
    sub: account?.sub,
    ...(scopes.includes(PROFILE) && {
      ...(name !== null && { name, given_name: given, family_name: family.join(' ') || undefined }),
      picture: `${origin}/avatars/${id}.svg`,
    }),
    ...(hasEmail && { email: account.email, email_verified: account.emailVerified }),
    ...(hasEmail && account.hostedDomain && { hd: account.hostedDomain }),
    ...account?.responseFields,
  };
}
