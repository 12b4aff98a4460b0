import type { Grant } from '../oauth/authorization-request.js';
import { authenticateClient } from '../oauth/client-authentication.js';
import { revokeGrants } from '../oauth/revoke-grants.js';
import { PATHS } from '../provider.js';
import type { EmulatorRequest, EmulatorResponse } from '../server/http.js';
import type { EmulatorState, EndpointRoute } from '../server/route.js';
import { apiError, missingUserAgentError } from './github-api-error.js';

const DOCS = '/apps/oauth-applications#';

/**
 * Returns two routes. `/grant` revokes all access of an application to a user. `/token` revokes one token. The client
 * authenticates with HTTP Basic, and sends the access token as JSON.
 *
 * @see https://docs.github.com/rest/apps/oauth-applications
 */
export function revocationRoutes(state: EmulatorState): EndpointRoute[] {
  return [
    revocationRoute(state, {
      path: PATHS.github.revokeGrant,
      docs: `${DOCS}delete-an-app-authorization`,
      revoke: ({ request, personaId }) => revokeGrants(state, request.client, personaId),
    }),
    revocationRoute(state, {
      path: PATHS.github.revokeToken,
      docs: `${DOCS}delete-an-app-token`,
      revoke: (revoked) => state.tokens.revoke((grant) => grant === revoked),
    }),
  ];
}

interface Revocation {
  readonly path: string;
  readonly docs: string;
  readonly revoke: (grant: Grant) => void;
}

function revocationRoute(state: EmulatorState, revocation: Revocation): EndpointRoute {
  return {
    method: 'DELETE',
    path: revocation.path,
    provider: 'github',
    endpoint: 'revoke',
    personaId: (request) => findGrant(state, request)?.personaId,
    handle: (request) => handleRevocation(state, request, revocation),
  };
}

function handleRevocation(
  state: EmulatorState,
  request: EmulatorRequest,
  { docs, revoke }: Revocation,
): EmulatorResponse {
  const { headers, form, pathParams } = request;
  if (!headers['user-agent']) {
    return missingUserAgentError();
  }
  const credentials = headers.authorization?.toLowerCase().startsWith('basic ');
  const client = credentials ? authenticateClient(request, state.clients, 'github') : undefined;
  if (!client) {
    return apiError(401, credentials ? 'Bad credentials' : 'Requires authentication', docs);
  }
  if (!form.get('access_token')) {
    return apiError(422, 'Validation Failed', docs);
  }
  const grant = findGrant(state, request);
  const isOwnToken = grant?.request.client.clientId === client.clientId;
  if (!isOwnToken || pathParams['client_id'] !== client.clientId) {
    return apiError(404, 'Not Found', docs);
  }
  revoke(grant);
  return { status: 204, headers: {}, body: '' };
}

function findGrant({ tokens }: EmulatorState, { form }: EmulatorRequest): Grant | undefined {
  return tokens.findAccessToken('github', form.get('access_token') ?? '');
}
