import { isLoopback } from '../../net/loopback.js';

/** The client id of sessions that live in a browser's cookies. */
export const BROWSER_CLIENT_ID = 'browser';

/** An app of yours that keeps its own tokens: a native app, or a page on another origin (RFC 6749 §2). */
export interface OAuthClient {
  readonly clientId: string;
  /**
   * Where a login may lead back to, compared exactly (RFC 9700 §2.1): https, http on this machine
   * (RFC 8252 §7.3), or a scheme of the app's own with a dot in it (RFC 8252 §7.1).
   */
  readonly redirectUris: readonly string[];
}

/** What a client asks for when it begins a login: where to answer, and proof that it is the same later. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  /** PKCE (RFC 7636 §4.2), S256. */
  readonly codeChallenge: string;
  /** The client's own; echoed. */
  readonly state?: string | undefined;
}

/** @returns what is wrong with a redirect URI, or undefined when nothing is. */
export function validateRedirectUri(uri: string): string | undefined {
  if (!URL.canParse(uri)) return 'is not an absolute URI';
  const { protocol, hostname, hash, username, password } = new URL(uri);
  if (hash !== '' || uri.includes('#')) return 'has a fragment';
  if (username !== '' || password !== '') return 'contains credentials';
  // Some of what a host may hold means something else in the policy of the pages.
  if (!/^([a-z0-9.-]*|\[[0-9a-f:.]+\])$/i.test(hostname))
    return 'has unsupported characters in its host';
  if (protocol === 'https:') return undefined;
  if (protocol === 'http:') {
    return isLoopback(hostname) ? undefined : 'uses plain http to another machine';
  }
  return protocol.includes('.')
    ? undefined
    : 'uses a custom scheme without a dot; use a reverse-domain scheme such as com.example.app: (RFC 8252 §7.1)';
}
