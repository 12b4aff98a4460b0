import { createClient, type AuthClient } from './auth-client.js';
import { CookieCredentials } from './credentials.js';
import { resolveUrls, type AuthClientOptions } from './options.js';

export { AuthClientError, type AuthClientErrorDetails } from './auth-client-error.js';
export type { AuthClient } from './auth-client.js';
export type { AuthState } from './auth-state.js';
export type { SignInOptions } from './credentials.js';
export type { AuthClientOptions, TokenAuthClientOptions, TokenStorage } from './options.js';
export { createTokenAuthClient, type TokenAuthClient } from './token-auth-client.js';

/**
 * Creates a client whose session is in cookies, for pages on the origin of the app.
 *
 * All tabs of the browser share the session. Only one tab renews the session at a time, and a sign-out signs out all
 * tabs.
 *
 * @publicApi
 * @example
 * ```ts
 * const auth = createAuthClient();
 * const response = await auth.fetch('/api/me');
 * ```
 */
export function createAuthClient(options: AuthClientOptions = {}): AuthClient {
  const urls = resolveUrls(options);
  const {
    session: _,
    getFresh: __,
    ...client
  } = createClient(urls, new CookieCredentials(urls), true);
  return client;
}
