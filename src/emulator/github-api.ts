import { json, type EmulatorResponse, type EmulatorRequest } from './http.js';
import { githubUser } from './github-user.js';
import type { Grant } from './grants.js';
import type { Persona } from './persona.js';
import type { Route, EmulatorState } from './state.js';
import { bearerToken } from './token-request.js';

const DOCS = 'https://docs.github.com/rest';
const USER_AGENT_RULE =
  'Request forbidden by administrative rules. Please make sure your request has a User-Agent header ' +
  '(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required).\n';

type ApiRoute = Omit<Route, 'path' | 'endpoint'>;

/** GET /user (docs.github.com/rest/users/users#get-the-authenticated-user). */
export function userAnswer(state: EmulatorState): ApiRoute {
  return apiRoute(state, (persona, { request }) => {
    const access = request.scopes.some((scope) => scope === 'user' || scope === 'read:user');
    return json(200, githubUser(persona, state.origin, access ? 'private' : 'public'));
  });
}

/** GET /user/emails (docs.github.com/rest/users/emails). */
export function emailsAnswer(state: EmulatorState): ApiRoute {
  return apiRoute(state, ({ github }, { request }) =>
    request.scopes.some((scope) => scope === 'user' || scope === 'user:email')
      ? json(200, github?.emails ?? [])
      : apiError(404, 'Not Found', '/users/emails#list-email-addresses-for-the-authenticated-user'),
  );
}

function apiRoute(
  state: EmulatorState,
  answer: (persona: Persona, grant: Grant) => EmulatorResponse,
): ApiRoute {
  return {
    method: 'GET',
    provider: 'github',
    personaId: (call) => grantOf(state, call)?.personaId,
    answer: (call) => {
      if (!call.headers['user-agent']) {
        return { status: 403, headers: { 'content-type': 'text/html' }, body: USER_AGENT_RULE };
      }
      const grant = grantOf(state, call);
      const persona = grant && state.personas.get(grant.personaId);
      if (!persona) {
        return apiError(
          401,
          call.headers.authorization ? 'Bad credentials' : 'Requires authentication',
        );
      }
      return withScopes(answer(persona, grant), grant);
    },
  };
}

function grantOf({ grants }: EmulatorState, call: EmulatorRequest): Grant | undefined {
  const grant = grants.token(bearerToken(call, ['bearer', 'token']) ?? '');
  return grant?.request.provider === 'github' ? grant : undefined;
}

function withScopes(answer: EmulatorResponse, { request }: Grant): EmulatorResponse {
  const headers = { ...answer.headers, 'x-oauth-scopes': request.scopes.join(', ') };
  return { ...answer, headers };
}

function apiError(status: number, message: string, documentation = ''): EmulatorResponse {
  return json(status, {
    message,
    documentation_url: `${DOCS}${documentation}`,
    status: status.toString(),
  });
}
