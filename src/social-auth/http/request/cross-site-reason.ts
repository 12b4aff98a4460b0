import type { HttpRequest } from './http-request.js';

/**
 * Returns why the headers do not prove that a page of the app's own origin sent a request.
 *
 * @returns undefined when they prove it
 */
export function crossSiteReason(
  { origin, 'sec-fetch-site': site }: HttpRequest['headers'],
  publicOrigin: string,
): string | undefined {
  if (site === 'same-origin') return undefined;
  if (site !== undefined) return 'Sec-Fetch-Site is not same-origin';
  if (origin === publicOrigin) return undefined;
  return origin === undefined
    ? 'the request has neither Sec-Fetch-Site nor Origin'
    : 'Origin is not the origin of the public URL';
}
