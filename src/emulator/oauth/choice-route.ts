import { HttpError, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState, Route } from '../server/route.js';
import { redirectToCallback } from './callback.js';
import { authenticationTime, unknownPersona } from './find-approval.js';
import type { ProviderBehavior } from './provider-behavior.js';

/** The path to which the form on the account chooser is sent, without the name of the provider at the end. */
export const CHOICE_PATH = '/emulator/choice';

/** Returns the route of the form on the account chooser of a provider. */
export function choiceRoute(state: EmulatorState, behavior: ProviderBehavior): Route {
  return {
    method: 'POST',
    path: `${CHOICE_PATH}/${behavior.provider}`,
    handle: (request) => handleChoice(state, behavior, request),
  };
}

function handleChoice(
  state: EmulatorState,
  behavior: ProviderBehavior,
  { form }: EmulatorRequest,
): EmulatorResponse {
  const pending = state.grants.getPending(form.get('request') ?? '');
  if (pending?.request.provider !== behavior.provider) {
    throw new HttpError(
      400,
      'request_expired',
      'This page has expired, or the emulator was restarted. Go back to the application and sign in again.',
    );
  }
  const { request, session } = pending;
  if (form.has('cancel')) {
    return redirectToCallback(state, behavior, { request, outcome: 'access_denied', status: 303 });
  }
  const id = form.get('persona') ?? '';
  const persona = state.personas.get(id);
  if (!persona?.[behavior.provider]) {
    throw unknownPersona(id, behavior);
  }
  const selected = form.getAll('scope');
  const refused = request.scopes.filter(
    (scope) => behavior.describeOptionalScope(scope) !== undefined && !selected.includes(scope),
  );
  const authenticatedAt = authenticationTime(id, { state, request, session });
  const outcome = { persona, refusedScopes: new Set(refused), authenticatedAt };
  return redirectToCallback(state, behavior, { request, outcome, status: 303 });
}
