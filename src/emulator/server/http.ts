import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** A request with its body. */
export interface EmulatorRequest {
  readonly method: string;
  readonly path: string;
  /** The parameters of the path, such as `org` of `/user/memberships/orgs/{org}`. */
  readonly pathParams: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The fields of a form, or the members of a JSON object that are strings. Empty for any other body. */
  readonly form: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** A response before it is sent. */
export interface EmulatorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An error that the emulator shows on a page instead of redirecting to the application (RFC 6749 §4.1.2.1). */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'HttpError';
  }
}

/** Creates a JSON response that must not be cached. */
export function jsonResponse(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): EmulatorResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
      pragma: 'no-cache',
      ...headers,
    },
    body: JSON.stringify(value),
  };
}

/** Creates a redirect. After a form, use the status 303, because browsers then send a GET request. */
export function redirectResponse(status: number, location: string): EmulatorResponse {
  return {
    status,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    body: '',
  };
}

/** Sends a response, unless the client has disconnected. */
export function sendResponse(
  target: ServerResponse,
  { status, headers, body }: EmulatorResponse,
): void {
  if (target.destroyed) {
    return;
  }
  // A response without content has no length (RFC 9110 §8.6).
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body).toString() };
  target.writeHead(status, { ...headers, ...length });
  target.end(body);
}
