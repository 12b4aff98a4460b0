import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { defaultRouteUrl, type RouteUrl } from '../core/route-urls.js';
import { RouteUrlContext } from './route-url-context.js';

/**
 * Renders a page to a complete HTML document. Escapes all text.
 *
 * @param routeUrl returns the URLs of the forms; default: those of the default options
 */
export function renderPage<P>(page: VNode<P>, routeUrl: RouteUrl = defaultRouteUrl): string {
  return `<!doctype html>${renderToString(h(RouteUrlContext.Provider, { value: routeUrl }, page))}`;
}
