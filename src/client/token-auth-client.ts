import type { AuthClientError } from './auth-client-error.js';
import { createClient, type AuthClient } from './auth-client.js';
import { isCallback, readResponse } from './authorization-code.js';
import { resolveUrls, type TokenAuthClientOptions } from './options.js';
import { TokenCredentials } from './token-credentials.js';
import { withRetries } from './with-retries.js';

/**
 * The session of a page on another origin than the app. The page receives tokens.
 *
 * @publicApi
 */
export interface TokenAuthClient extends AuthClient {
  /**
   * Completes a login on the page at the redirect URI. Removes the response from the address bar, and exchanges the
   * authorization code.
   *
   * All calls on one page share one result.
   *
   * @returns the path of the page that started the login, or undefined when no login has opened this page
   * @throws AuthClientError when the login was canceled, refused or has failed. The state contains the same error.
   */
  readonly completeSignIn: () => Promise<{ returnTo: string } | undefined>;
  /**
   * Returns a valid access token, for example for a WebSocket or another service. Returns undefined when the user is
   * not signed in.
   */
  readonly getAccessToken: () => Promise<string | undefined>;
}

/**
 * Creates a client that receives tokens, for pages on another origin than the app.
 *
 * The access token is only in memory. Each tab has its own session, unless {@link TokenAuthClientOptions.storage}
 * shares the refresh token between tabs.
 *
 * @publicApi
 * @example
 * ```ts
 * const auth = createTokenAuthClient({
 *   baseUrl: 'https://api.example.com',
 *   redirectUri: 'https://spa.example.com/callback',
 * });
 * ```
 */
export function createTokenAuthClient(options: TokenAuthClientOptions): TokenAuthClient {
  const { redirectUri, storage } = options;
  const urls = resolveUrls(options);
  const loginKey = `nestjs-social-auth:login:${urls.base}`;
  const credentials = new TokenCredentials(urls, redirectUri, loginKey, storage);
  const isLoginCallback = () => isCallback(new URL(location.href), redirectUri);
  const isBrowser = typeof document !== 'undefined';
  const { session, getFresh, ...client } = createClient(
    urls,
    credentials,
    isBrowser && !isLoginCallback(),
  );

  const complete = async (): Promise<{ returnTo: string }> => {
    try {
      const response = readResponse(loginKey, urls.base, new URL(location.href));
      const startedAt = Date.now();
      const lifetime = await withRetries(() => credentials.exchange(response));
      session.begin(startedAt, lifetime);
      return { returnTo: response.returnTo };
    } catch (error) {
      session.state.set({ status: 'signed-out', error: error as AuthClientError });
      throw error;
    }
  };
  let completed: Promise<{ returnTo: string }> | undefined;

  return {
    ...client,
    completeSignIn: async () => {
      if (isLoginCallback()) completed = complete();
      return completed;
    },
    getAccessToken: async () => {
      await getFresh();
      return session.state.get().status === 'signed-in' ? credentials.accessToken : undefined;
    },
  };
}
