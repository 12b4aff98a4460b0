import { isLoopback } from './loopback.js';

/** The client id of sessions that live in a browser's cookies. */
export const BROWSER_CLIENT = 'browser';

/** An app of yours that keeps its own tokens: a native app, or a page on another origin (RFC 6749 §2). */
export interface Client {
  readonly clientId: string;
  /**
   * Where a login may lead back to, compared exactly (RFC 9700 §2.1): https, http on this machine
   * (RFC 8252 §7.3), or a scheme of the app's own with a dot in it (RFC 8252 §7.1).
   */
  readonly redirectUris: readonly string[];
}

/** What a client asks for when it begins a login: where to answer, and proof that it is the same later. */
export interface ClientRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  /** PKCE (RFC 7636 §4.2), S256. */
  readonly codeChallenge: string;
  /** The client's own; echoed. */
  readonly state?: string | undefined;
}

/** @returns what is wrong with a redirect URI, or undefined when nothing is. */
export function redirectUriFault(uri: string): string | undefined {
  if (!URL.canParse(uri)) return 'is no absolute URI';
  const { protocol, hostname, hash, username, password } = new URL(uri);
  if (hash !== '' || uri.includes('#')) return 'has a fragment';
  if (username !== '' || password !== '') return 'has credentials';
  // Some of what a host may hold means something else in the policy of the pages.
  if (!/^([a-z0-9.-]*|\[[0-9a-f:.]+\])$/i.test(hostname)) return 'has a host with odd characters';
  if (protocol === 'https:') return undefined;
  if (protocol === 'http:') {
    return isLoopback(hostname) ? undefined : 'is plain http to another machine';
  }
  return protocol.includes('.')
    ? undefined
    : "has a scheme without a dot, which is nobody's own: use a reversed domain name such as com.example.app:";
}
