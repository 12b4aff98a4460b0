import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { ENGLISH_LOCALIZATION, type Localization } from '../core/messages/localization.js';
import { defaultRouteUrl, type RouteUrl } from '../core/route-urls.js';
import { LocalizationContext } from './localization-context.js';
import { RouteUrlContext } from './route-url-context.js';

/**
 * Renders a page to a complete HTML document. Escapes all text.
 *
 * @param routeUrl returns the URLs of the forms; default: the URLs under the default options
 * @param localization the language of the page; default: English
 */
export function renderPage<P>(
  page: VNode<P>,
  routeUrl: RouteUrl = defaultRouteUrl,
  localization: Localization = ENGLISH_LOCALIZATION,
): string {
  const localized = h(LocalizationContext.Provider, { value: localization }, page);
  return `<!doctype html>${renderToString(h(RouteUrlContext.Provider, { value: routeUrl }, localized))}`;
}
