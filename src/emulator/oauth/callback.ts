import type { CallbackFault } from '../faults/fault.js';
import { redirectResponse, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState } from '../server/route.js';
import type { AuthorizationRequest } from './authorization-request.js';
import { createGrant, type Approval } from './create-grant.js';
import type { AuthorizationError, CallbackParams, ProviderBehavior } from './provider-behavior.js';

/** The outcome of an authorization request, and the status of the redirect. */
export interface Decision {
  readonly request: AuthorizationRequest;
  readonly outcome: Approval | AuthorizationError;
  readonly status: 302 | 303;
}

/**
 * Redirects to the application, with a code or with an error (RFC 6749 §4.1.2). After an approval, also signs the
 * persona in at the provider in this browser.
 */
export function redirectToCallback(
  state: EmulatorState,
  behavior: ProviderBehavior,
  { request, outcome, status }: Decision,
): EmulatorResponse {
  const approval = typeof outcome === 'string' ? undefined : outcome;
  const fault = state.faults.nextForCallback({
    provider: behavior.provider,
    endpoint: 'authorize',
    personaId: approval?.persona.id,
  });
  const grant =
    approval && fault?.kind !== 'access-denied'
      ? createGrant(state.consents, request, approval)
      : undefined;
  const params =
    grant && approval
      ? behavior.approved(grant, state.grants.issueCode(grant), approval.persona)
      : behavior.denied(request, typeof outcome === 'string' ? outcome : 'access_denied');
  const response = redirectResponse(status, callbackUrl(request.redirectUri, params, fault));
  if (!approval) {
    return response;
  }
  const { persona, authenticatedAt } = approval;
  const cookie = state.sessions.start(behavior.provider, {
    personaId: persona.id,
    authenticatedAt,
  });
  return { ...response, headers: { ...response.headers, 'set-cookie': cookie } };
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
