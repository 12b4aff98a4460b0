import { AuthClientError } from './auth-client-error.js';
import { parseObject } from './http.js';
import { codeChallenge, randomValue } from './pkce.js';

/** A login that this tab has started and not yet completed. */
interface PendingLogin {
  readonly state: string;
  readonly verifier: string;
  readonly returnTo: string;
}

/** The result of a login that the app has sent to the redirect URI. */
export interface AuthorizationCode {
  readonly code: string;
  readonly verifier: string;
  readonly returnTo: string;
}

const PARAMETERS = ['code', 'state', 'iss', 'error', 'support_code'];

const ERRORS: Readonly<Record<string, string>> = {
  access_denied: 'The login was canceled or refused.',
  temporarily_unavailable: 'The login is temporarily unavailable.',
};

/** Returns whether a URL is the redirect URI with the result of a login. */
export function isCallback(url: URL, redirectUri: string): boolean {
  const { origin, pathname } = new URL(redirectUri);
  const has = (name: string) => url.searchParams.has(name);
  const isRedirectUri = url.origin === origin && url.pathname === pathname;
  return isRedirectUri && has('state') && (has('code') || has('error'));
}

/**
 * Returns the query of the authorization request (RFC 6749 §4.1.1).
 *
 * Stores `state` and the PKCE verifier in sessionStorage, so only this tab can complete the login.
 */
export async function startLogin(
  key: string,
  redirectUri: string,
  returnTo: string,
): Promise<URLSearchParams> {
  const login: PendingLogin = { state: randomValue(), verifier: randomValue(), returnTo };
  sessionStorage.setItem(key, JSON.stringify(login));
  return new URLSearchParams({
    redirect_uri: redirectUri,
    state: login.state,
    code_challenge: await codeChallenge(login.verifier),
    code_challenge_method: 'S256',
  });
}

/**
 * Reads the authorization response from the URL (RFC 6749 §4.1.2, RFC 9207), and removes the response from the address
 * bar and the history.
 *
 * @throws AuthClientError with the OAuth error, or with `state_mismatch` or `issuer_mismatch` when the response does
 *   not belong to a login of this tab
 */
export function readResponse(key: string, issuer: string, url: URL): AuthorizationCode {
  const parameters = new URLSearchParams(url.searchParams);
  for (const name of PARAMETERS) url.searchParams.delete(name);
  history.replaceState(history.state, '', url);
  const { state, verifier, returnTo } = takePendingLogin(key);
  if (typeof state !== 'string' || parameters.get('state') !== state) {
    throw new AuthClientError('state_mismatch', 'This tab has not started this login.');
  }
  if (parameters.get('iss') !== issuer) {
    throw new AuthClientError('issuer_mismatch', 'Another server has sent this response.');
  }
  const error = parameters.get('error');
  if (error !== null) {
    throw new AuthClientError(error, ERRORS[error] ?? 'The login has failed.', {
      supportCode: parameters.get('support_code') ?? undefined,
    });
  }
  return {
    code: parameters.get('code') ?? '',
    verifier: verifier ?? '',
    returnTo: toPath(returnTo),
  };
}

/**
 * Returns the text if it is a path of this origin, otherwise `/`. Text that starts with `//` or `/\` would name another
 * host. Browsers remove tabs and line breaks, so text with these characters is rejected as well.
 */
const toPath = (returnTo = '/'): string =>
  /^\/(?![/\\])[^\t\n\r]*$/.test(returnTo) ? returnTo : '/';

/** Removes the pending login, because each login can be completed only once. */
function takePendingLogin(key: string): Partial<PendingLogin> {
  const text = sessionStorage.getItem(key) ?? '';
  sessionStorage.removeItem(key);
  return parseObject(text);
}
