import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '../../../access-token/principal.js';

/** What Fastify's and Express's requests have in common, as far as this module looks at them. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Set by the guards. */
  principal?: Principal;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** @returns whether a request is of a safe method (RFC 9110 §9.2.1). */
export function isSafeMethod({ method }: Pick<HttpRequest, 'method'>): boolean {
  return SAFE_METHODS.has(method);
}

/** @returns whether whoever asks would rather see a page than JSON. */
export function acceptsHtml({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  return headers.accept?.includes('text/html') === true;
}

/** @returns whether an HTML form sent the request. */
export function isFormPost({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @returns whether a text in a path can be the id of a row. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Longest user agent kept, in characters. */
const MAX_USER_AGENT = 512;

/** @returns what the browser calls itself, cut to what a row should hold. */
export function userAgent({ headers }: HttpRequest): string | null {
  return headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null;
}
