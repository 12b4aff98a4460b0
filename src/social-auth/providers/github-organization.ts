import { ConfigurationError, SocialAuthError } from '../core/errors.js';
import type { OrganizationQuery, PassportProvider } from '../core/provider.js';
import { assertJsonObject } from '../core/provider-profile.js';
import { providerOption } from '../core/validate-providers.js';
import { API_HEADERS } from './provider-http.js';
import { ProviderHttpError } from './provider-http-error.js';

/** The organization, and optionally the team in it, whose members may sign in. Not validated. */
export interface GitHubOrganization {
  readonly organization?: string;
  readonly team?: string;
}

/** The characters of the names of organizations and teams in URLs. */
const NAME = /^[a-z0-9_][a-z0-9_-]{0,99}$/i;

/**
 * Returns the properties of a provider that only members of an organization, or of a team in it, may sign in with.
 *
 * A membership is requested with the access token of the login. Only an active membership counts, because a pending one is
 * an invitation that the user has not accepted.
 *
 * @param userUrl the URL of the user in the API. The URLs of the memberships are relative to it
 * @throws ConfigurationError when a name is invalid
 * @see https://docs.github.com/en/rest/orgs/members#get-an-organization-membership-for-the-authenticated-user
 * @see https://docs.github.com/en/rest/teams/members#get-team-membership-for-a-user
 */
export function requireMembership(
  options: GitHubOrganization,
  userUrl: string,
): Required<Pick<PassportProvider, 'requiredOrganizations' | 'loadOrganizations'>> {
  const organization = parseName('organization', options.organization);
  // An undefined team, for example of a missing variable, must not permit all members.
  const team = 'team' in options ? parseName('team', options.team) : undefined;
  const name = team === undefined ? organization : `${organization}/${team}`;
  const pathOf = (username: string) =>
    team === undefined
      ? `user/memberships/orgs/${organization}`
      : `orgs/${organization}/teams/${team}/memberships/${encodeURIComponent(username)}`;
  return {
    requiredOrganizations: [name],
    loadOrganizations: async (login) => {
      const { username } = login.profile;
      if (username === null) return [];
      const url = new URL(pathOf(username), userUrl).href;
      return (await isActive(url, organization, login)) ? [name] : [];
    },
  };
}

/** @returns the name in lower case, because its case does not matter */
function parseName(option: 'organization' | 'team', name: unknown): string {
  if (typeof name === 'string' && NAME.test(name)) return name.toLowerCase();
  const problem = `has an option ${option} that is not the name in its URL, such as acme`;
  throw new ConfigurationError([{ option: providerOption('github'), problem }]);
}

async function isActive(
  url: string,
  organization: string,
  { accessToken, http }: OrganizationQuery,
): Promise<boolean> {
  const headers = { ...API_HEADERS, Authorization: `Bearer ${accessToken}` };
  try {
    const membership = assertJsonObject(await http.fetchJson({ method: 'GET', url, headers }));
    return membership['state'] === 'active';
  } catch (error) {
    if (!(error instanceof ProviderHttpError)) throw error;
    const { status, isForbidden } = error.details;
    if (status === 404) return false;
    throw isForbidden === true ? restricted(organization, error) : error;
  }
}

/** Returns the error for an organization whose settings do not permit the app to read its memberships. */
const restricted = (organization: string, cause: ProviderHttpError) =>
  new SocialAuthError('provider_misconfigured', {
    reason:
      `GitHub does not return memberships of the organization ${organization} to this app (${cause.message}). ` +
      'An owner of the organization must approve the OAuth app under Settings, Third-party Access, OAuth app policy, ' +
      'or install the GitHub App with the organization permission "Members" (read-only). ' +
      'With SAML single sign-on, the user must also authorize the app for the organization',
    cause,
  });
