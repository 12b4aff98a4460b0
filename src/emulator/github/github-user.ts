import { avatarPath } from '../pages/avatar.js';
import type { Persona } from '../personas/persona.js';

const CREATED_AT = '2024-01-15T09:30:00Z';
const UPDATED_AT = '2025-06-01T12:00:00Z';

const PRIVATE_FIELDS = {
  private_gists: 0,
  total_private_repos: 0,
  owned_private_repos: 0,
  disk_usage: 120,
  collaborators: 0,
  two_factor_authentication: true,
  plan: { name: 'free', space: 976_562_499, collaborators: 0, private_repos: 10_000 },
};

/**
 * Returns GitHub's user object. The URLs in it point to the emulator, because a real user may have the same user name.
 */
export function githubUser(
  persona: Persona,
  origin: string,
  view: 'public' | 'private',
): Record<string, unknown> {
  const account = persona.github;
  return {
    ...githubOwner(persona, origin),
    user_view_type: view,
    name: persona.name,
    company: null,
    blog: '',
    location: null,
    email: account?.publicEmail ?? null,
    hireable: null,
    bio: null,
    twitter_username: null,
    notification_email: account?.publicEmail ?? null,
    public_repos: 3,
    public_gists: 0,
    followers: 2,
    following: 1,
    created_at: CREATED_AT,
    updated_at: UPDATED_AT,
    ...(view === 'private' && PRIVATE_FIELDS),
    ...account?.responseFields,
  };
}

/** Returns GitHub's short user object, which describes the owner of a repository or the member of an organization. */
export function githubOwner(persona: Persona, origin: string): Record<string, unknown> {
  const account = persona.github;
  return {
    login: account?.login,
    id: account?.id,
    node_id: Buffer.from(`04:User${account?.id}`).toString('base64'),
    avatar_url: origin + avatarPath(persona.id),
    gravatar_id: '',
    ...userUrls(account?.login ?? '', origin),
    type: 'User',
    site_admin: false,
  };
}

function userUrls(login: string, origin: string): Record<string, string> {
  const url = `${origin}/users/${login}`;
  return {
    url,
    html_url: `${origin}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
  };
}
