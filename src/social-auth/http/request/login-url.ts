/** Parameters of the login page in addition to the return path. */
export interface LoginUrlParams {
  /** `login` shows the page to signed-in users too (OIDC Core §3.1.2.1). */
  readonly prompt?: 'login';
  /** The error that the page shows as a notice. */
  readonly error?: 'login_canceled';
}

/**
 * Returns the URL of the login page.
 *
 * @param returnTo Validated return path.
 */
export function loginUrl(returnTo: string, params: LoginUrlParams = {}): string {
  const query = new URLSearchParams({ ...params, ...(returnTo !== '/' && { returnTo }) });
  return query.size === 0 ? '/login' : `/login?${query.toString()}`;
}
