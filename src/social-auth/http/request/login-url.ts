/**
 * The address of the login page.
 *
 * @param returnTo where to go afterwards; already checked
 * @param prompt `again` shows it to somebody who is signed in, too (`prompt=login`, OIDC Core §3.1.2.1)
 */
export function loginUrl(returnTo: string, prompt?: 'again'): string {
  const query = new URLSearchParams({
    ...(prompt === 'again' && { prompt: 'login' }),
    ...(returnTo !== '/' && { returnTo }),
  });
  return query.size === 0 ? '/login' : `/login?${query.toString()}`;
}
