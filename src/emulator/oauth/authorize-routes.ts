import { accountPage } from '../pages/account-page.js';
import type { Persona } from '../personas/persona.js';
import { PATHS } from '../provider.js';
import { HttpError, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState, EndpointRoute, Route } from '../server/route.js';
import { redirectToCallback } from './callback.js';
import { parseAuthorizationRequest } from './parse-authorization-request.js';
import type { ProviderBehavior } from './provider-behavior.js';

const CHOICE_PATH = '/emulator/choice';

/** Returns the routes of a provider's authorization endpoint and of the form on its account page. */
export function authorizeRoutes(
  state: EmulatorState,
  behavior: ProviderBehavior,
): (Route | EndpointRoute)[] {
  const { provider } = behavior;
  return [
    {
      method: 'GET',
      path: PATHS[provider].authorize,
      provider,
      endpoint: 'authorize',
      personaId: ({ query }) => hintedPersona(state, behavior, query)?.id,
      handle: (request) => handleAuthorize(state, behavior, request),
    },
    {
      method: 'POST',
      path: `${CHOICE_PATH}/${provider}`,
      handle: (request) => handleChoice(state, behavior, request),
    },
  ];
}

function handleAuthorize(
  state: EmulatorState,
  behavior: ProviderBehavior,
  { query }: EmulatorRequest,
): EmulatorResponse {
  const request = parseAuthorizationRequest(query, behavior, state.clients);
  const autoApprove = query.get('auto_approve') ?? String(state.autoApprove);
  switch (autoApprove) {
    case 'true': {
      const persona = automaticPersona(state, behavior, query);
      return redirectToCallback(state, behavior, { request, persona, status: 302 });
    }
    case 'deny':
      return redirectToCallback(state, behavior, { request, persona: null, status: 302 });
    case 'false':
      return accountPage({
        behavior,
        request,
        hinted: hintedPersona(state, behavior, query),
        personas: state.personas.personasAt(behavior.provider),
        requestId: state.grants.savePending(request),
        action: `${CHOICE_PATH}/${behavior.provider}`,
      });
    default:
      throw new HttpError(400, 'invalid_request', 'auto_approve must be true, false or deny.');
  }
}

function handleChoice(
  state: EmulatorState,
  behavior: ProviderBehavior,
  { form }: EmulatorRequest,
): EmulatorResponse {
  const request = state.grants.getPending(form.get('request') ?? '');
  if (request?.provider !== behavior.provider) {
    throw new HttpError(
      400,
      'request_expired',
      'This page has expired, or the emulator was restarted. Go back to the application and sign in again.',
    );
  }
  if (form.has('cancel')) {
    return redirectToCallback(state, behavior, { request, persona: null, status: 303 });
  }
  const id = form.get('persona') ?? '';
  const persona = state.personas.get(id);
  if (!persona?.[behavior.provider]) {
    throw unknownPersona(id, behavior);
  }
  return redirectToCallback(state, behavior, { request, persona, status: 303 });
}

function automaticPersona(
  state: EmulatorState,
  behavior: ProviderBehavior,
  query: URLSearchParams,
): Persona {
  const hint = loginHint(query);
  const persona = hint
    ? hintedPersona(state, behavior, query)
    : state.personas.personasAt(behavior.provider)[0];
  if (!persona) {
    throw unknownPersona(hint ?? '', behavior);
  }
  return persona;
}

function hintedPersona(
  state: EmulatorState,
  { provider }: ProviderBehavior,
  query: URLSearchParams,
): Persona | undefined {
  const hint = loginHint(query);
  return hint ? state.personas.findByLoginHint(provider, hint) : undefined;
}

// GitHub's name of the parameter is `login`.
function loginHint(query: URLSearchParams): string | null {
  return query.get('login_hint') ?? query.get('login');
}

function unknownPersona(id: string, { title }: ProviderBehavior): HttpError {
  return new HttpError(
    400,
    'unknown_persona',
    `The persona "${id}" does not exist or has no ${title} account.`,
  );
}
