import type { Persona } from '../personas/persona.js';
import type { AuthorizationRequest, Grant } from './authorization-request.js';
import type { Consents } from './consents.js';

/** The approval of a request by a persona, on the account chooser or by a script. */
export interface Approval {
  readonly persona: Persona;
  /** The requested scopes that the persona does not grant. */
  readonly refusedScopes: ReadonlySet<string>;
  /** The time of the authentication in milliseconds since 1970. */
  readonly authenticatedAt: number;
}

/**
 * Creates the grant of an approved request, and records the consent of the persona.
 *
 * @returns undefined when the persona refused all requested scopes
 */
export function createGrant(
  consents: Consents,
  request: AuthorizationRequest,
  { persona, refusedScopes, authenticatedAt }: Approval,
): Grant | undefined {
  const approved = request.scopes.filter((scope) => !refusedScopes.has(scope));
  if (approved.length === 0 && refusedScopes.size > 0) {
    return undefined;
  }
  const { client } = request;
  const earlier = consents.scopes(client, persona.id);
  consents.add(client, persona.id, approved);
  return {
    request,
    personaId: persona.id,
    scopes: includesEarlierScopes(request)
      ? [...new Set([...approved, ...(earlier ?? [])])]
      : approved,
    authenticatedAt,
    hasNewConsent: request.prompts.has('consent') || approved.some((scope) => !earlier?.has(scope)),
  };
}

/** Returns whether a persona has granted all requested scopes before. The request then needs no page. */
export function isGranted(
  consents: Consents,
  { client, scopes }: AuthorizationRequest,
  personaId: string,
): boolean {
  const granted = consents.scopes(client, personaId);
  return granted !== undefined && scopes.every((scope) => granted.has(scope));
}

// If a request contains no scopes, GitHub grants the scopes of earlier requests (docs.github.com/apps/oauth-apps).
function includesEarlierScopes({ provider, scopes, includeGrantedScopes }: AuthorizationRequest) {
  return includeGrantedScopes || (provider === 'github' && scopes.length === 0);
}
