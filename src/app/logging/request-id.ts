import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Request ids accepted from proxies and clients: short, and safe to write into a log line. */
const VALID_ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Sets the `X-Request-Id` header of the response. Error log lines contain the same id.
 *
 * Keeps a valid id from the request, so that the logs of a proxy and of the app can be matched. Listens on the
 * HTTP server, before any adapter runs.
 */
export function assignRequestId(request: IncomingMessage, response: ServerResponse): void {
  const received = request.headers['x-request-id'];
  const id = typeof received === 'string' && VALID_ID.test(received) ? received : randomUUID();
  response.setHeader('X-Request-Id', id);
}
