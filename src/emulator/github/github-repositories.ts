import { createHash } from 'node:crypto';
import type { GitHubRepository } from '../personas/persona.js';
import type { PersonaAt } from '../personas/persona-registry.js';
import { PATHS } from '../provider.js';
import { jsonResponse } from '../server/http.js';
import type { EmulatorState, EndpointRoute } from '../server/route.js';
import { apiRoute } from './github-api.js';
import { githubOwner } from './github-user.js';

/**
 * Returns the route `GET /user/repos`, an example of GitHub's API. All repositories are on one page. Without the scope
 * `repo`, omits private repositories and does not respond with an error, as GitHub does.
 *
 * @see https://docs.github.com/rest/repos/repos#list-repositories-for-the-authenticated-user
 */
export function repositoriesRoute(state: EmulatorState): EndpointRoute {
  return apiRoute(state, {
    path: PATHS.github.repositories,
    endpoint: 'repositories',
    handle: ({ persona, permits }) => {
      const visible = persona.github.repositories.filter(
        (repository) => !repository.private || permits('repo'),
      );
      return jsonResponse(
        200,
        visible.map((repository) => repositoryFields(persona, repository, state.origin)),
        { 'x-accepted-oauth-scopes': 'repo' },
      );
    },
  });
}

function repositoryFields(
  persona: PersonaAt<'github'>,
  { name, private: isPrivate, description }: GitHubRepository,
  origin: string,
): Record<string, unknown> {
  const fullName = `${persona.github.login}/${name}`;
  const id = createHash('sha256').update(fullName).digest().readUIntBE(0, 4);
  return {
    id,
    node_id: Buffer.from(`010:Repository${id}`).toString('base64'),
    name,
    full_name: fullName,
    private: isPrivate,
    owner: githubOwner(persona, origin),
    html_url: `${origin}/${fullName}`,
    description,
    fork: false,
    url: `${origin}/repos/${fullName}`,
    created_at: '2024-02-01T08:00:00Z',
    updated_at: '2025-05-01T08:00:00Z',
    pushed_at: '2025-05-01T08:00:00Z',
    archived: false,
    disabled: false,
    visibility: isPrivate ? 'private' : 'public',
    default_branch: 'main',
    permissions: { admin: true, maintain: true, push: true, triage: true, pull: true },
  };
}
