import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Of an id that a proxy or a client has given: short, and nothing that could forge a log line. */
const PLAIN = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Gives each answer an id, which the log line of an error has as well; listens to the server itself, before
 * any adapter.
 *
 * An id that came with the request is kept when it is plain, so that a proxy's log and ours agree.
 */
export function assignRequestId(request: IncomingMessage, response: ServerResponse): void {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && PLAIN.test(given) ? given : randomUUID();
  response.setHeader('X-Request-Id', id);
}
