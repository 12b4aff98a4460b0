import { authorizeRoutes } from '../oauth/authorize-routes.js';
import type { ProviderBehavior } from '../oauth/provider-behavior.js';
import { PATHS } from '../provider.js';
import type { EmulatorState, EndpointRoute, Route } from '../server/route.js';
import { emailsRoute, userRoute } from './github-api.js';
import { organizationMembershipRoute, teamMembershipRoute } from './github-memberships.js';
import { repositoriesRoute } from './github-repositories.js';
import { revocationRoutes } from './github-revocation.js';
import { requestedGitHubScopes } from './github-scopes.js';
import { githubTokenResponse } from './github-token.js';

const ACCESS_DENIED_DOCS =
  'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/#access-denied';

const github: ProviderBehavior = {
  provider: 'github',
  title: 'GitHub',
  required: ['client_id'],
  prompts: ['select_account'],
  requestedScopes: requestedGitHubScopes,
  // GitHub's page lets users grant all scopes or none, so no scope is optional.
  describeOptionalScope: () => undefined,
  approved: ({ request: { state } }, code) => ({ code, state }),
  denied: ({ state }) => ({
    error: 'access_denied',
    error_description: 'The user has denied your application access.',
    error_uri: ACCESS_DENIED_DOCS,
    state,
  }),
};

/** Returns GitHub's endpoints (docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps). */
export function githubRoutes(state: EmulatorState): (Route | EndpointRoute)[] {
  return [
    ...authorizeRoutes(state, github),
    ...tokenRoutes(state),
    ...revocationRoutes(state),
    userRoute(state),
    emailsRoute(state),
    repositoriesRoute(state),
    organizationMembershipRoute(state),
    teamMembershipRoute(state),
  ];
}

function tokenRoutes(state: EmulatorState): EndpointRoute[] {
  const { grants, tokens } = state;
  const token: EndpointRoute = {
    method: 'POST',
    path: PATHS.github.token,
    provider: 'github',
    endpoint: 'token',
    personaId: ({ form }) => grants.peekCode(form.get('code') ?? '')?.personaId,
    handle: (request) => githubTokenResponse(state, request),
  };
  const refresh: EndpointRoute = {
    ...token,
    endpoint: 'refresh',
    accepts: ({ form }) => form.get('grant_type') === 'refresh_token',
    personaId: ({ form }) =>
      tokens.findRefreshToken('github', form.get('refresh_token') ?? '')?.personaId,
  };
  return [refresh, token];
}
