import { STYLESHEET_HASH } from './stylesheet.js';

/** Other origins the pages have to do with; each is an absolute URL of which the origin is taken. */
export interface PolicyOrigins {
  /** Where a login form may end: the authorization origin of every configured provider. */
  readonly formActionOrigins: readonly string[];
  /** Where pictures may come from besides https, such as a stand-in provider on plain http. */
  readonly imageOrigins: readonly string[];
}

/**
 * The Content-Security-Policy header of every page: nothing but our stylesheet, pictures and forms.
 *
 * @throws TypeError when an origin is not an absolute URL.
 */
export function contentSecurityPolicy({ formActionOrigins, imageOrigins }: PolicyOrigins): string {
  return [
    `default-src 'none'`,
    `style-src ${STYLESHEET_HASH}`,
    sources('img-src', `'self' data: https:`, imageOrigins),
    // Chrome applies form-action to the redirects after a POST too, hence the providers.
    sources('form-action', `'self'`, formActionOrigins),
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ');
}

function sources(directive: string, fixed: string, urls: readonly string[]): string {
  // Redirect URIs and endpoints were checked at boot: their hosts hold letters, digits, dots and dashes.
  const origins = new Set(urls.map((url) => source(new URL(url))));
  return [directive, fixed, ...origins].join(' ');
}

/** An app's own scheme has no origin; it is allowed as a scheme (CSP 3 §2.3.1). */
function source({ origin, protocol }: URL): string {
  return origin === 'null' ? protocol : origin;
}
