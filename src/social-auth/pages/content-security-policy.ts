import { stylesheetHash } from './stylesheet.js';

/** Sources that the policy allows in addition to the app's own origin. */
export interface PolicySources {
  /** URLs whose origin may be the target of a form or of its redirects. */
  readonly formActions: readonly string[];
  /** URLs whose origin may serve images, or a scheme such as `https:`. */
  readonly images: readonly string[];
  /** The accent color of the stylesheet. */
  readonly accentColor?: string | undefined;
}

/**
 * Returns the Content-Security-Policy of a page: the stylesheet, images and forms, and nothing else.
 *
 * @throws TypeError when a source is neither an absolute URL nor a scheme.
 */
export function contentSecurityPolicy({ formActions, images, accentColor }: PolicySources): string {
  return [
    `default-src 'none'`,
    `style-src ${stylesheetHash(accentColor)}`,
    directive('img-src', `'self' data:`, images),
    // Browsers without Fetch Metadata are redirected to a provider, and apply form-action to the redirect.
    directive('form-action', `'self'`, formActions),
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ');
}

function directive(name: string, fixed: string, sources: readonly string[]): string {
  return [name, fixed, ...new Set(sources.map(toSource))].join(' ');
}

/**
 * Returns the origin of a URL, or its scheme if it has no origin, such as the custom scheme of an app (CSP Level 3 §2.3.1).
 */
function toSource(source: string): string {
  if (/^[a-z]+:$/.test(source)) return source;
  const { origin, protocol } = new URL(source);
  return origin === 'null' ? protocol : origin;
}
