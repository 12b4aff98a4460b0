import { bearerToken } from '../oauth/bearer-token.js';
import type { Grant } from '../oauth/grant-store.js';
import type { Persona } from '../personas/persona.js';
import { PATHS } from '../provider.js';
import { jsonResponse, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState, EndpointRoute } from '../server/route.js';
import { githubUser } from './github-user.js';

const DOCS = 'https://docs.github.com/rest';
const MISSING_USER_AGENT =
  'Request forbidden by administrative rules. Please make sure your request has a User-Agent header ' +
  '(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required).\n';

/** Returns the route `GET /user` (docs.github.com/rest/users/users#get-the-authenticated-user). */
export function userRoute(state: EmulatorState): EndpointRoute {
  return apiRoute(state, 'user', (persona, { request }) => {
    const canReadPrivate = hasScope(request.scopes, 'user', 'read:user');
    return jsonResponse(
      200,
      githubUser(persona, state.origin, canReadPrivate ? 'private' : 'public'),
    );
  });
}

/** Returns the route `GET /user/emails` (docs.github.com/rest/users/emails). */
export function emailsRoute(state: EmulatorState): EndpointRoute {
  return apiRoute(state, 'emails', ({ github }, { request }) =>
    hasScope(request.scopes, 'user', 'user:email')
      ? jsonResponse(200, github?.emails ?? [])
      : apiError(404, 'Not Found', '/users/emails#list-email-addresses-for-the-authenticated-user'),
  );
}

type ApiHandler = (persona: Persona, grant: Grant) => EmulatorResponse;

function apiRoute(
  state: EmulatorState,
  endpoint: 'user' | 'emails',
  handler: ApiHandler,
): EndpointRoute {
  return {
    method: 'GET',
    path: PATHS.github[endpoint],
    provider: 'github',
    endpoint,
    personaId: (request) => findGrant(state, request)?.personaId,
    handle: (request) => handleApiRequest(state, request, handler),
  };
}

function handleApiRequest(
  state: EmulatorState,
  request: EmulatorRequest,
  handler: ApiHandler,
): EmulatorResponse {
  const { headers } = request;
  if (!headers['user-agent']) {
    return { status: 403, headers: { 'content-type': 'text/html' }, body: MISSING_USER_AGENT };
  }
  const grant = findGrant(state, request);
  const persona = grant && state.personas.get(grant.personaId);
  if (!persona) {
    return apiError(401, headers.authorization ? 'Bad credentials' : 'Requires authentication');
  }
  const response = handler(persona, grant);
  const scopes = grant.request.scopes.join(', ');
  return { ...response, headers: { ...response.headers, 'x-oauth-scopes': scopes } };
}

function findGrant({ grants }: EmulatorState, request: EmulatorRequest): Grant | undefined {
  return grants.findToken('github', bearerToken(request, ['bearer', 'token']) ?? '');
}

function hasScope(scopes: readonly string[], ...sufficient: string[]): boolean {
  return sufficient.some((scope) => scopes.includes(scope));
}

function apiError(status: number, message: string, anchor = ''): EmulatorResponse {
  return jsonResponse(status, {
    message,
    documentation_url: `${DOCS}${anchor}`,
    status: status.toString(),
  });
}
