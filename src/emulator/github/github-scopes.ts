/**
 * For each scope, the scopes that it includes
 * (docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps).
 */
const INCLUDED: ReadonlyMap<string, readonly string[]> = new Map([
  ['user', ['read:user', 'user:email', 'user:follow']],
  ['repo', ['public_repo', 'repo:status', 'repo_deployment', 'repo:invite', 'security_events']],
  ['admin:org', ['write:org', 'read:org']],
  ['write:org', ['read:org']],
]);

/**
 * Returns the requested scopes as GitHub stores them. They are sorted and contain no scope that another requested scope
 * includes.
 *
 * @param scope - the parameter `scope`, separated by spaces or commas
 */
export function requestedGitHubScopes(scope: string): string[] {
  const scopes = [...new Set(scope.split(/[\s,]+/).filter(Boolean))];
  const included = new Set(scopes.flatMap((name) => INCLUDED.get(name) ?? []));
  return scopes.filter((name) => !included.has(name)).toSorted();
}

/** Returns whether the scopes contain one of the sufficient scopes, directly or because another scope includes it. */
export function hasScope(scopes: readonly string[], ...sufficient: string[]): boolean {
  const all = new Set(scopes.flatMap((name) => [name, ...(INCLUDED.get(name) ?? [])]));
  return sufficient.some((name) => all.has(name));
}
