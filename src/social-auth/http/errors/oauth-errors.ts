/** Returns the `WWW-Authenticate` header (RFC 6750 §3), which has an `error` only if the request has a token. */
export function bearerChallenge(
  status: number,
  code: string,
  scopes: readonly string[] = [],
): string | undefined {
  if (code === 'invalid_token') return 'Bearer error="invalid_token"';
  if (code === 'insufficient_scope') {
    return `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"`;
  }
  return status === 401 ? 'Bearer' : undefined;
}

const ACCESS_DENIED = new Set([
  'login_canceled',
  'account_disabled',
  'deletion_scheduled',
  'sign_in_refused',
  'user_exists',
]);

const UNAVAILABLE = new Set(['provider_unavailable', 'service_unavailable']);

/** Returns the OAuth error for a client whose login failed (RFC 6749 §4.1.2.1). */
export function authorizationError(code: string): string {
  if (ACCESS_DENIED.has(code)) return 'access_denied';
  return UNAVAILABLE.has(code) ? 'temporarily_unavailable' : 'server_error';
}
