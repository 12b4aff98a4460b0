import { authorizeRoutes } from '../oauth/authorize-routes.js';
import type { ProviderBehavior } from '../oauth/provider-behavior.js';
import { PATHS } from '../provider.js';
import type { EmulatorState, EndpointRoute, Route } from '../server/route.js';
import { emailsRoute, userRoute } from './github-api.js';
import { githubTokenResponse } from './github-token.js';

const ACCESS_DENIED_DOCS =
  'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/#access-denied';

const github: ProviderBehavior = {
  provider: 'github',
  title: 'GitHub',
  required: ['client_id'],
  // GitHub accepts commas and spaces, omits scopes that another scope includes, and sorts the rest.
  grantedScopes: (scope) => {
    const scopes = [...new Set(scope.split(/[\s,]+/).filter(Boolean))];
    const includesUser = scopes.includes('user');
    return scopes.filter((name) => !includesUser || !/^(user|read):/.test(name)).toSorted();
  },
  approved: ({ state }, code) => ({ code, state }),
  denied: ({ state }) => ({
    error: 'access_denied',
    error_description: 'The user has denied your application access.',
    error_uri: ACCESS_DENIED_DOCS,
    state,
  }),
};

/** Returns GitHub's endpoints (docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps). */
export function githubRoutes(state: EmulatorState): (Route | EndpointRoute)[] {
  const token: EndpointRoute = {
    method: 'POST',
    path: PATHS.github.token,
    provider: 'github',
    endpoint: 'token',
    personaId: ({ form }) => state.grants.peekCode(form.get('code') ?? '')?.personaId,
    handle: (request) => githubTokenResponse(state, request),
  };
  return [...authorizeRoutes(state, github), token, userRoute(state), emailsRoute(state)];
}
