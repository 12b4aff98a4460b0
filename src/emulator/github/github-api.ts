import type { Grant } from '../oauth/authorization-request.js';
import { bearerToken } from '../oauth/bearer-token.js';
import type { PersonaAt } from '../personas/persona-registry.js';
import { PATHS } from '../provider.js';
import { jsonResponse, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState, EndpointRoute } from '../server/route.js';
import { apiError, missingUserAgentError } from './github-api-error.js';
import { hasScope } from './github-scopes.js';
import { githubUser } from './github-user.js';

/** Returns the route `GET /user` (docs.github.com/rest/users/users#get-the-authenticated-user). */
export function userRoute(state: EmulatorState): EndpointRoute {
  return apiRoute(state, {
    path: PATHS.github.user,
    endpoint: 'user',
    handle: ({ persona, permits }) => {
      const view = permits('read:user') ? 'private' : 'public';
      return jsonResponse(200, githubUser(persona, state.origin, view));
    },
  });
}

/** Returns the route `GET /user/emails` (docs.github.com/rest/users/emails). */
export function emailsRoute(state: EmulatorState): EndpointRoute {
  const docs = '/users/emails#list-email-addresses-for-the-authenticated-user';
  return apiRoute(state, {
    path: PATHS.github.emails,
    endpoint: 'emails',
    handle: ({ persona: { github }, permits }) =>
      permits('user:email') ? jsonResponse(200, github.emails) : apiError(404, 'Not Found', docs),
  });
}

/** A request with a valid access token. */
export interface ApiCall {
  readonly request: EmulatorRequest;
  readonly persona: PersonaAt<'github'>;
  /**
   * Returns whether the token permits what the scope permits. The token may have a scope that includes this one. Tokens
   * of a GitHub App permit everything.
   */
  readonly permits: (scope: string) => boolean;
}

/** A route of GitHub's API. */
export interface ApiRoute extends Pick<EndpointRoute, 'path' | 'endpoint'> {
  readonly handle: (call: ApiCall) => EmulatorResponse;
}

/** Returns a route of GitHub's API, which requires a User-Agent and an access token. */
export function apiRoute(state: EmulatorState, { handle, ...route }: ApiRoute): EndpointRoute {
  return {
    ...route,
    method: 'GET',
    provider: 'github',
    personaId: (request) => findGrant(state, request)?.personaId,
    handle: (request) => handleApiRequest(state, request, handle),
  };
}

function handleApiRequest(
  state: EmulatorState,
  request: EmulatorRequest,
  handle: ApiRoute['handle'],
): EmulatorResponse {
  const { headers } = request;
  if (!headers['user-agent']) {
    return missingUserAgentError();
  }
  const grant = findGrant(state, request);
  const persona = grant && state.personas.find('github', grant.personaId);
  if (!persona) {
    return apiError(401, headers.authorization ? 'Bad credentials' : 'Requires authentication');
  }
  const { scopes, request: authorization } = grant;
  const isApp = authorization.client.type === 'github-app';
  const permits = (scope: string): boolean => isApp || hasScope(scopes, scope);
  const response = handle({ request, persona, permits });
  return { ...response, headers: { ...response.headers, 'x-oauth-scopes': scopes.join(', ') } };
}

function findGrant({ tokens }: EmulatorState, request: EmulatorRequest): Grant | undefined {
  return tokens.findAccessToken('github', bearerToken(request, ['bearer', 'token']) ?? '');
}
