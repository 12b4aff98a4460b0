import type { Grant } from '../oauth/authorization-request.js';
import { accessTokenHash, signIdToken, type IdTokenForgery } from '../openid/id-token.js';
import type { EmulatorState } from '../server/route.js';
import { personaClaims } from './google-claims.js';
import { SIGN_IN_SCOPES } from './google-scopes.js';

const LIFETIME_SECONDS = 3600;

/** Options of `ProviderEmulator.createIdToken()`. */
export interface IdTokenOptions extends IdTokenForgery {
  /** The id of a persona with a Google account. */
  readonly persona: string;
  /** The claim `aud`. Default: the id of the first Google client. */
  readonly audience?: string;
  /** The claim `azp`, which is the client that requested the token. Default: the audience. */
  readonly authorizedParty?: string;
  /** The claim `nonce`. Default: none. */
  readonly nonce?: string;
}

/**
 * Creates the id_token of a token response (developers.google.com/identity/openid-connect/reference).
 *
 * @param endpoint - `refresh` omits the claim `nonce` (OpenID Connect Core §12.2)
 */
export async function grantIdToken(
  state: EmulatorState,
  grant: Grant,
  accessToken: string,
  endpoint: 'token' | 'refresh',
): Promise<string | undefined> {
  const persona = state.personas.get(grant.personaId);
  if (!persona) {
    return undefined;
  }
  const { request, scopes, authenticatedAt } = grant;
  const { client, nonce, includeAuthTime } = request;
  const context = { provider: 'google', endpoint, personaId: persona.id } as const;
  return sign(
    state,
    {
      azp: client.clientId,
      aud: client.clientId,
      ...personaClaims(persona, scopes, state.origin),
      at_hash: accessTokenHash(accessToken),
      ...(nonce !== null && endpoint === 'token' && { nonce }),
      ...(includeAuthTime && { auth_time: Math.floor(authenticatedAt / 1000) }),
    },
    state.faults.nextForIdToken(context),
  );
}

/**
 * Creates the id_token that One Tap, FedCM or a native SDK passes to the application
 * (developers.google.com/identity/gsi/web/guides/verify-google-id-token).
 *
 * @throws Error when the persona has no Google account
 */
export async function credentialIdToken(
  state: EmulatorState,
  { persona: personaId, audience, authorizedParty, nonce, ...forgery }: IdTokenOptions,
): Promise<string> {
  const persona = state.personas.get(personaId);
  if (!persona?.google) {
    throw new Error(`The persona "${personaId}" does not exist or has no Google account.`);
  }
  const aud = audience ?? state.clients.first('google').clientId;
  const claims = {
    azp: authorizedParty ?? aud,
    aud,
    ...personaClaims(persona, SIGN_IN_SCOPES, state.origin),
    ...(nonce !== undefined && { nonce }),
  };
  return sign(state, claims, forgery);
}

async function sign(
  { issuer, signingKeys, clients, now }: EmulatorState,
  claims: Readonly<Record<string, unknown>> & { readonly aud: string },
  forgery: IdTokenForgery | undefined,
): Promise<string> {
  const iat = Math.floor(now() / 1000);
  const client = clients.find('google', claims.aud) ?? clients.first('google');
  return signIdToken(
    { iss: issuer, ...claims, iat, exp: iat + LIFETIME_SECONDS },
    { signingKey: await signingKeys.current(), clientSecret: client.clientSecret },
    forgery,
  );
}
