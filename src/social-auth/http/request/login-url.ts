/**
 * Returns the URL of the login page.
 *
 * @param returnTo Validated return path.
 * @param prompt `login` shows the page to signed-in users too (OIDC Core §3.1.2.1).
 */
export function loginUrl(returnTo: string, prompt?: 'login'): string {
  const query = new URLSearchParams({
    ...(prompt !== undefined && { prompt }),
    ...(returnTo !== '/' && { returnTo }),
  });
  return query.size === 0 ? '/login' : `/login?${query.toString()}`;
}
