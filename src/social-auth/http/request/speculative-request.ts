import type { HttpRequest } from './http-request.js';

/** Request headers of a prefetch. The first one is standard, the others are older. */
const PREFETCH_HEADERS = {
  'sec-purpose': 'prefetch',
  purpose: 'prefetch',
  'x-moz': 'prefetch',
  'x-purpose': 'preview',
} as const;

/**
 * Returns whether the user may never see the response: a HEAD request, as link checkers send it, or a page that a browser
 * loads in advance (`Sec-Purpose: prefetch`, https://fetch.spec.whatwg.org/#sec-purpose-header).
 */
export function isSpeculative({
  method,
  headers,
}: Pick<HttpRequest, 'method' | 'headers'>): boolean {
  if (method === 'HEAD') return true;
  return Object.entries(PREFETCH_HEADERS).some(([name, purpose]) =>
    headers[name]?.toString().toLowerCase().startsWith(purpose),
  );
}

/** Values of `Sec-Fetch-Dest` for pages and frames (W3C Fetch Metadata §2.1). */
const NAVIGATION_DESTINATIONS = new Set(['document', 'frame', 'iframe']);

/** Returns whether the request opens a page. True also for a browser that does not send `Sec-Fetch-Dest`. */
export function isNavigation(request: Pick<HttpRequest, 'method' | 'headers'>): boolean {
  const { 'sec-fetch-dest': destination = 'document' } = request.headers;
  return NAVIGATION_DESTINATIONS.has(destination) && !isSpeculative(request);
}
