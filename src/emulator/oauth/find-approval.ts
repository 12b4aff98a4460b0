import type { Persona } from '../personas/persona.js';
import type { ProviderName } from '../provider.js';
import { HttpError } from '../server/http.js';
import type { EmulatorState } from '../server/route.js';
import type { AuthorizationRequest } from './authorization-request.js';
import { isRecent, type BrowserSession } from './browser-sessions.js';
import type { Approval } from './create-grant.js';
import { parseRefusedScopes } from './parse-refused-scopes.js';
import type { ProviderBehavior } from './provider-behavior.js';

/** An authorization request, and the session of the browser that sent the request. */
export interface ApprovalContext {
  readonly state: EmulatorState;
  readonly behavior: ProviderBehavior;
  readonly request: AuthorizationRequest;
  readonly query: URLSearchParams;
  readonly session: BrowserSession | undefined;
}

/**
 * Returns the approval of a request with `auto_approve=true`. The persona of the login hint approves, or the first
 * persona if there is no hint.
 *
 * @throws HttpError when the persona of the login hint does not exist
 */
export function scriptedApproval({
  state,
  behavior,
  request,
  query,
  session,
}: ApprovalContext): Approval {
  const { provider } = behavior;
  const persona = loginHint(query)
    ? findHintedPersona(state, provider, query)
    : state.personas.personasAt(provider)[0];
  if (!persona) {
    throw unknownPersona(loginHint(query) ?? '', behavior);
  }
  const authenticatedAt = authenticationTime(persona.id, { state, request, session });
  return { persona, refusedScopes: parseRefusedScopes(query, request), authenticatedAt };
}

/**
 * Returns the approval of a request without a page. The persona approves who is signed in at the provider in this
 * browser. Returns undefined if there is no such persona.
 */
export function silentApproval({
  state,
  behavior: { provider },
  request,
  query,
  session,
}: ApprovalContext): Approval | undefined {
  const persona = session && state.personas.get(session.personaId);
  if (!session || !persona?.[provider] || !isRecent(session, request, state.now())) {
    return undefined;
  }
  const isHinted = !loginHint(query) || findHintedPersona(state, provider, query) === persona;
  const { authenticatedAt } = session;
  return isHinted ? { persona, refusedScopes: new Set(), authenticatedAt } : undefined;
}

/**
 * Returns the time at which a persona who approves a request has authenticated. This is the time of the session, unless
 * the request requires a new authentication.
 */
export function authenticationTime(
  personaId: string,
  { state, request, session }: Pick<ApprovalContext, 'state' | 'request' | 'session'>,
): number {
  const now = state.now();
  const isReused =
    session?.personaId === personaId &&
    !request.prompts.has('login') &&
    isRecent(session, request, now);
  return isReused ? session.authenticatedAt : now;
}

/** Returns the persona of the login hint, if any. */
export function findHintedPersona(
  state: EmulatorState,
  provider: ProviderName,
  query: URLSearchParams,
): Persona | undefined {
  const hint = loginHint(query);
  return hint ? state.personas.findByLoginHint(provider, hint) : undefined;
}

/** Returns the error for a persona who does not exist or has no account at the provider. */
export function unknownPersona(id: string, { title }: ProviderBehavior): HttpError {
  return new HttpError(
    400,
    'unknown_persona',
    `The persona "${id}" does not exist or has no ${title} account.`,
  );
}

// Reads the parameter `login_hint`, which GitHub calls `login`.
function loginHint(query: URLSearchParams): string | null {
  return query.get('login_hint') ?? query.get('login');
}
