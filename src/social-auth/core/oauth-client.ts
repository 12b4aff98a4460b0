import { isLoopback } from '../../net/loopback.js';

/** The client id of sessions whose tokens are in browser cookies. */
export const BROWSER_CLIENT_ID = 'browser';

/**
 * A client that receives tokens instead of cookies (RFC 6749 §2): a native app, or a single-page app on another
 * origin.
 *
 * @publicApi
 * @example
 * ```ts
 * clients: [{ clientId: 'mobile-app', redirectUris: ['com.example.app:/callback'] }]
 * ```
 */
export interface OAuthClient {
  /** 1 to 32 lower-case letters, digits and hyphens, starting with a letter. */
  readonly clientId: string;
  /**
   * The URIs that a login may redirect to. A request must contain one of them exactly (RFC 9700 §2.1). The scheme must be
   * https, http on loopback (RFC 8252 §7.3), or a custom scheme with a dot, such as `com.example.app:` (RFC 8252 §7.1).
   */
  readonly redirectUris: readonly string[];
}

/**
 * The parameters of a client's authorization request (RFC 6749 §4.1.1).
 *
 * @publicApi
 */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  /** PKCE challenge, method S256 (RFC 7636 §4.2). */
  readonly codeChallenge: string;
  /** Opaque value that is returned to the client. */
  readonly state?: string | undefined;
}

/**
 * Validates a redirect URI.
 *
 * @returns the problem as the predicate of a sentence; undefined when the URI is valid
 */
export function validateRedirectUri(uri: string): string | undefined {
  if (!URL.canParse(uri)) return 'is not an absolute URI';
  const { protocol, hostname, hash, username, password } = new URL(uri);
  if (hash !== '' || uri.includes('#')) return 'has a fragment';
  if (username !== '' || password !== '') return 'contains credentials';
  // A URL permits characters in a host, such as * and ;, that have a meaning in a Content-Security-Policy.
  if (!/^([a-z0-9.-]*|\[[0-9a-f:.]+\])$/i.test(hostname)) {
    return 'has unsupported characters in its host';
  }
  if (protocol === 'https:') return undefined;
  if (protocol === 'http:') {
    return isLoopback(hostname) ? undefined : 'uses plain http to another machine';
  }
  return protocol.includes('.')
    ? undefined
    : 'uses a custom scheme without a dot; use a reverse-domain scheme such as com.example.app: (RFC 8252 §7.1)';
}
