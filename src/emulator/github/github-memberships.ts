import { createHash } from 'node:crypto';
import type { GitHubMembership } from '../personas/persona.js';
import { PATHS } from '../provider.js';
import { jsonResponse, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState, EndpointRoute } from '../server/route.js';
import { apiError } from './github-api-error.js';
import { apiRoute } from './github-api.js';
import { githubOwner } from './github-user.js';

const ORGANIZATION_DOCS = '/orgs/members#get-an-organization-membership-for-the-authenticated-user';
const TEAM_DOCS = '/teams/members#get-team-membership-for-a-user';
const MISSING_SCOPE = 'You need at least read:org scope or user scope to list your organizations.';

/**
 * Returns the route `GET /user/memberships/orgs/{org}`. The names of organizations are not case-sensitive.
 *
 * @see https://docs.github.com/rest/orgs/members#get-an-organization-membership-for-the-authenticated-user
 */
export function organizationMembershipRoute(state: EmulatorState): EndpointRoute {
  return apiRoute(state, {
    path: PATHS.github.organizationMembership,
    endpoint: 'organization-membership',
    handle: ({ request, persona, permits }) => {
      if (!permits('read:org')) {
        return apiError(403, MISSING_SCOPE, ORGANIZATION_DOCS);
      }
      const membership = findMembership(persona.github.organizations, request.pathParams['org']);
      if (!membership) {
        return apiError(404, 'Not Found', ORGANIZATION_DOCS);
      }
      if (membership.restrictsApps) {
        return restrictedError(membership, ORGANIZATION_DOCS);
      }
      const { organization, role = 'member', state: status = 'active' } = membership;
      const url = `${state.origin}/orgs/${organization}`;
      return jsonResponse(200, {
        url: `${url}/memberships/${persona.github.login}`,
        state: status,
        role,
        organization_url: url,
        organization: organizationFields(organization, state.origin),
        user: githubOwner(persona, state.origin),
      });
    },
  });
}

/**
 * Returns the route `GET /orgs/{org}/teams/{team}/memberships/{username}`. Supports only the user of the access token.
 * Like GitHub, also responds with 404 if the scope is missing.
 *
 * @see https://docs.github.com/rest/teams/members#get-team-membership-for-a-user
 */
export function teamMembershipRoute(state: EmulatorState): EndpointRoute {
  return apiRoute(state, {
    path: PATHS.github.teamMembership,
    endpoint: 'team-membership',
    handle: ({ request, persona: { github }, permits }) => {
      const { org, team = '', username = '' } = request.pathParams;
      const isOwn = username.toLowerCase() === github.login.toLowerCase();
      const membership =
        isOwn && permits('read:org') ? findMembership(github.organizations, org) : undefined;
      if (membership?.restrictsApps) {
        return restrictedError(membership, TEAM_DOCS);
      }
      return membership?.teams?.includes(team.toLowerCase())
        ? jsonResponse(200, {
            url: state.origin + request.path,
            role: 'member',
            state: membership.state ?? 'active',
          })
        : apiError(404, 'Not Found', TEAM_DOCS);
    },
  });
}

/** Creates the error of an organization with OAuth app access restrictions (docs.github.com/organizations). */
function restrictedError({ organization }: GitHubMembership, docs: string): EmulatorResponse {
  const message =
    `Although you appear to have the correct authorization credentials, the \`${organization}\` organization has enabled ` +
    'OAuth App access restrictions, meaning that data access to third-parties is limited.';
  return apiError(403, message, docs);
}

function findMembership(
  memberships: readonly GitHubMembership[],
  name = '',
): GitHubMembership | undefined {
  return memberships.find(({ organization }) => organization.toLowerCase() === name.toLowerCase());
}

function organizationFields(login: string, origin: string): Record<string, unknown> {
  const id = createHash('sha256').update(login).digest().readUIntBE(0, 4);
  const url = `${origin}/orgs/${login}`;
  return {
    login,
    id,
    node_id: Buffer.from(`012:Organization${id}`).toString('base64'),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: '',
    description: null,
  };
}
