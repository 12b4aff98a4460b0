import { checkAuthorizeRequest } from './authorize-request.js';
import { redirect, AuthorizeError, type EmulatorResponse, type EmulatorRequest } from './http.js';
import { chooserPage } from './chooser-page.js';
import type { ProviderBehavior } from './provider-behavior.js';
import type { CallbackFault } from './faults.js';
import type { AuthorizeRequest } from './grants.js';
import type { Persona } from './persona.js';
import { PATHS } from './provider.js';
import type { Route, EmulatorState } from './state.js';

const CHOICE_PATH = '/stand-in/choice';

/** The authorize endpoint of one provider (RFC 6749 §4.1.1), and the form of its chooser page. */
export function authorizeRoutes(state: EmulatorState, dialect: ProviderBehavior): Route[] {
  const { provider } = dialect;
  return [
    {
      method: 'GET',
      path: PATHS[provider].authorize,
      provider,
      endpoint: 'authorize',
      personaId: (call) => hintedPersona(state, dialect, call)?.id,
      answer: (call) => begin(state, dialect, call),
    },
    {
      method: 'POST',
      path: `${CHOICE_PATH}/${provider}`,
      answer: (call) => choose(state, dialect, call),
    },
  ];
}

function begin(
  state: EmulatorState,
  dialect: ProviderBehavior,
  call: EmulatorRequest,
): EmulatorResponse {
  const request = checkAuthorizeRequest(call, dialect, state.clients);
  const hinted = hintedPersona(state, dialect, call);
  const approval = call.query.get('auto_approve') ?? (state.autoApprove ? 'true' : 'false');
  switch (approval) {
    case 'true':
      return finish(state, dialect, request, { status: 302, persona: automatic() });
    case 'deny':
      return finish(state, dialect, request, { status: 302, persona: null });
    case 'false':
      return chooserPage({
        dialect,
        request,
        hinted,
        members: state.personas.membersOf(dialect.provider),
        handle: state.grants.hold(request),
        action: `${CHOICE_PATH}/${dialect.provider}`,
      });
    default:
      throw new AuthorizeError('invalid_request', 'auto_approve must be true, false or deny.');
  }

  function automatic(): Persona {
    const hint = call.query.get('login_hint') ?? call.query.get('login');
    const persona = hinted ?? (hint ? undefined : state.personas.membersOf(dialect.provider)[0]);
    if (!persona) {
      throw new AuthorizeError(
        'unknown_persona',
        `Nobody at ${dialect.title} is meant by "${hint}".`,
      );
    }
    return persona;
  }
}

function choose(
  state: EmulatorState,
  dialect: ProviderBehavior,
  { form }: EmulatorRequest,
): EmulatorResponse {
  const request = state.grants.held(form.get('request') ?? '');
  if (request?.provider !== dialect.provider) {
    throw new AuthorizeError(
      'expired',
      'This page is too old or was opened before the stand-in restarted. Go back to the application and sign in again.',
    );
  }
  if (form.has('cancel')) {
    return finish(state, dialect, request, { status: 303, persona: null });
  }
  const persona = state.personas.get(form.get('persona') ?? '');
  if (!persona?.[dialect.provider]) {
    throw new AuthorizeError(
      'unknown_persona',
      `Nobody of this name has a ${dialect.title} account.`,
    );
  }
  return finish(state, dialect, request, { status: 303, persona });
}

/** Sends the browser back to the application with a code, or with the news that the person said no. */
function finish(
  state: EmulatorState,
  dialect: ProviderBehavior,
  request: AuthorizeRequest,
  { status, persona }: { status: 302 | 303; persona: Persona | null },
): EmulatorResponse {
  const occasion = { provider: dialect.provider, endpoint: 'authorize' } as const;
  const fault = state.faults.forCallback({ ...occasion, personaId: persona?.id });
  const params =
    persona === null || fault?.kind === 'access-denied'
      ? dialect.denied(request)
      : dialect.approved(
          request,
          state.grants.issueCode({ request, personaId: persona.id }),
          persona,
        );
  return redirect(status, callbackUrl(request.redirectUri, params, fault));
}

function callbackUrl(
  redirectUri: string,
  params: Readonly<Record<string, string | null>>,
  fault: CallbackFault | undefined,
): string {
  const altered = { ...params, ...(fault?.kind === 'callback-params' && fault.params) };
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(altered)) {
    for (const one of value === null ? [] : [value].flat()) {
      url.searchParams.append(name, one);
    }
  }
  return url.href;
}

function hintedPersona(
  state: EmulatorState,
  { provider }: ProviderBehavior,
  { query }: EmulatorRequest,
): Persona | undefined {
  const hint = query.get('login_hint') ?? query.get('login');
  return hint ? state.personas.hinted(provider, hint) : undefined;
}
