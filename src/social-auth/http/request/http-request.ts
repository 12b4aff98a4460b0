import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '../../../access-token/principal.js';

/**
 * The common subset of Fastify's and Express's requests that this module uses.
 *
 * @publicApi
 */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed query. */
  readonly query?: unknown;
  /** The authenticated user and session. Set by the guards. */
  principal?: Principal;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Returns whether the method is safe (RFC 9110 §9.2.1). */
export function isSafeMethod({ method }: Pick<HttpRequest, 'method'>): boolean {
  return SAFE_METHODS.has(method);
}

/**
 * Returns whether a request needs no proof of its origin: its method is safe, and it does not open a WebSocket, for which
 * browsers send cookies from any origin (RFC 6455 §10.2).
 */
export function isSafeRequest(request: Pick<HttpRequest, 'method' | 'headers'>): boolean {
  return isSafeMethod(request) && !opensWebSocket(request);
}

/** Returns whether a request opens a WebSocket (RFC 6455 §4.1). */
export function opensWebSocket({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Returns whether the client accepts a page.
 *
 * @publicApi
 */
export function acceptsHtml({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  return headers.accept?.includes('text/html') === true;
}

/**
 * Returns whether an HTML form sent the request.
 *
 * @publicApi
 */
export function isFormPost({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

/** Maximum length of a stored User-Agent, in characters. */
const MAX_USER_AGENT_LENGTH = 512;

/** Returns the User-Agent header, truncated for storage. */
export function userAgent({ headers }: HttpRequest): string | null {
  return headers['user-agent']?.slice(0, MAX_USER_AGENT_LENGTH) ?? null;
}
