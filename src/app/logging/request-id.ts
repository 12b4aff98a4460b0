import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADER = 'X-Request-Id';

/** Of an id that a proxy or a client has given: short, and nothing that could forge a log line. */
const PLAIN = /^[A-Za-z0-9_-]{8,64}$/;

const current = new AsyncLocalStorage<string>();

/** @returns the id of the request that this code runs for, if it runs for one. */
export function requestId(): string | undefined {
  return current.getStore();
}

/**
 * Gives each request an id, which its log lines and its answer carry; the first middleware, on any adapter.
 *
 * An id that came with the request is kept when it is plain, so that a proxy's log and ours agree.
 */
export function withRequestId(
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
): void {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && PLAIN.test(given) ? given : randomUUID();
  response.setHeader(HEADER, id);
  current.run(id, next);
}
