import type { CallbackFault } from '../faults/fault.js';
import type { Persona } from '../personas/persona.js';
import { redirectResponse, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState } from '../server/route.js';
import type { AuthorizationRequest } from './grant-store.js';
import type { CallbackParams, ProviderBehavior } from './provider-behavior.js';

/** The decision about an authorization request. */
export interface Decision {
  readonly request: AuthorizationRequest;
  /** The persona that approved the request, or null if the request was canceled. */
  readonly persona: Persona | null;
  readonly status: 302 | 303;
}

/** Redirects to the application, with a code or with the error `access_denied` (RFC 6749 §4.1.2). */
export function redirectToCallback(
  state: EmulatorState,
  behavior: ProviderBehavior,
  { request, persona, status }: Decision,
): EmulatorResponse {
  const fault = state.faults.nextForCallback({
    provider: behavior.provider,
    endpoint: 'authorize',
    personaId: persona?.id,
  });
  const params =
    persona === null || fault?.kind === 'access-denied'
      ? behavior.denied(request)
      : behavior.approved(
          request,
          state.grants.issueCode({ request, personaId: persona.id }),
          persona,
        );
  return redirectResponse(status, callbackUrl(request.redirectUri, params, fault));
}

function callbackUrl(
  redirectUri: string,
  params: CallbackParams,
  fault: CallbackFault | undefined,
): string {
  const replacements = fault?.kind === 'callback-params' ? fault.params : {};
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries({ ...params, ...replacements })) {
    for (const item of value === null ? [] : [value].flat()) {
      url.searchParams.append(name, item);
    }
  }
  return url.href;
}
