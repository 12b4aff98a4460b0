import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The format of request ids that the app accepts from proxies and clients. Such ids are short and safe in a log line.
 */
const VALID_ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Sets the `X-Request-Id` header of the response. Log lines about an error of the request contain the same id.
 *
 * Uses the id of the request if it is valid, so that the log lines of a proxy and of the app can be matched. Listens on
 * the HTTP server, so that it runs before the HTTP adapter.
 */
export function assignRequestId(request: IncomingMessage, response: ServerResponse): void {
  const received = request.headers['x-request-id'];
  const id = typeof received === 'string' && VALID_ID.test(received) ? received : randomUUID();
  response.setHeader('X-Request-Id', id);
}
