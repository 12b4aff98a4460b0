import { accountChooserPage } from '../pages/account-chooser-page.js';
import { PATHS } from '../provider.js';
import { HttpError, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState, EndpointRoute, Route } from '../server/route.js';
import { redirectToCallback, type Decision } from './callback.js';
import { CHOICE_PATH, choiceRoute } from './choice-route.js';
import { isGranted } from './create-grant.js';
import { findHintedPersona, scriptedApproval, silentApproval } from './find-approval.js';
import { parseAuthorizationRequest } from './parse-authorization-request.js';
import type { ProviderBehavior } from './provider-behavior.js';

/** Returns the route of a provider's authorization endpoint, and the route of the form on its account chooser. */
export function authorizeRoutes(
  state: EmulatorState,
  behavior: ProviderBehavior,
): (Route | EndpointRoute)[] {
  const { provider } = behavior;
  const authorize: EndpointRoute = {
    method: 'GET',
    path: PATHS[provider].authorize,
    provider,
    endpoint: 'authorize',
    personaId: ({ query }) => findHintedPersona(state, provider, query)?.id,
    handle: (request) => handleAuthorize(state, behavior, request),
  };
  return [authorize, choiceRoute(state, behavior)];
}

function handleAuthorize(
  state: EmulatorState,
  behavior: ProviderBehavior,
  { query, headers }: EmulatorRequest,
): EmulatorResponse {
  const request = parseAuthorizationRequest(query, behavior, state.clients);
  const session = state.sessions.find(behavior.provider, headers.cookie);
  const redirect = (outcome: Decision['outcome']): EmulatorResponse =>
    redirectToCallback(state, behavior, { request, outcome, status: 302 });
  const autoApprove = parseAutoApprove(query, state);
  if (autoApprove === 'deny') {
    return redirect('access_denied');
  }
  const context = { state, behavior, request, query, session };
  const approval = autoApprove === 'true' ? scriptedApproval(context) : silentApproval(context);
  const granted = approval && isGranted(state.consents, request, approval.persona.id);
  if (request.prompts.has('none')) {
    return redirect(granted ? approval : approval ? 'interaction_required' : 'login_required');
  }
  const canSkipPage = state.rememberAccount && granted && request.prompts.size === 0;
  if (approval && (autoApprove === 'true' || canSkipPage)) {
    return redirect(approval);
  }
  return accountChooserPage({
    behavior,
    request,
    hinted: findHintedPersona(state, behavior.provider, query),
    personas: state.personas.personasAt(behavior.provider),
    requestId: state.grants.savePending({ request, session }),
    action: `${CHOICE_PATH}/${behavior.provider}`,
  });
}

function parseAutoApprove(query: URLSearchParams, state: EmulatorState): 'true' | 'false' | 'deny' {
  const value = query.get('auto_approve') ?? String(state.autoApprove);
  if (value === 'true' || value === 'false' || value === 'deny') {
    return value;
  }
  throw new HttpError(400, 'invalid_request', 'auto_approve must be true, false or deny.');
}
