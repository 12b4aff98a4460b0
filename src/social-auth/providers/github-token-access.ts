import { SocialAuthError } from '../core/errors.js';
import type { ProviderHttp } from '../core/provider-flow.js';
import type { ProviderTokenAccess } from '../core/provider-token-access.js';
import { GITHUB_SCOPE_LABELS } from './github-scope-labels.js';
import { API_HEADERS } from './provider-http.js';

/** The credentials and the endpoint with which GitHub revokes access. */
interface RevocationEndpoint {
  readonly clientId: string;
  readonly clientSecret: string;
  /** `DELETE /applications/{client_id}/grant` of the REST API. */
  readonly url: string;
}

/**
 * Returns how GitHub grants access to its API. The tokens of an OAuth app do not expire and have no refresh tokens. The
 * tokens of a GitHub App have permissions instead of scopes.
 *
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
 */
export function githubTokenAccess(endpoint: RevocationEndpoint): ProviderTokenAccess {
  return {
    includedScopes: {
      user: ['read:user', 'user:email', 'user:follow'],
      repo: ['public_repo', 'repo:status', 'repo_deployment', 'repo:invite', 'security_events'],
      'admin:org': ['write:org', 'read:org'],
      'write:org': ['read:org'],
    },
    scopeLabels: GITHUB_SCOPE_LABELS,
    revoke: ({ accessToken, http }) => revokeGrant(endpoint, accessToken, http),
  };
}

/**
 * Revokes the access of the app to a user, whom a valid access token identifies.
 *
 * @throws SocialAuthError `invalid_grant` when the access token is unknown
 * @see https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-authorization
 */
async function revokeGrant(
  { clientId, clientSecret, url }: RevocationEndpoint,
  accessToken: string,
  { fetch }: ProviderHttp,
): Promise<void> {
  const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const { status } = await fetch(url, {
    method: 'DELETE',
    headers: {
      ...API_HEADERS,
      Authorization: `Basic ${credentials}`,
      Accept: 'application/vnd.github+json',
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ access_token: accessToken }),
  });
  if (status === 204) return;
  const isUnknown = status === 404 || status === 422;
  const reason = `GitHub returned ${status} to the revocation of the access`;
  throw new SocialAuthError(isUnknown ? 'invalid_grant' : 'provider_unavailable', { reason });
}
