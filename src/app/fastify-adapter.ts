import type { ArgumentsHost } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** More than any request to this app needs, in bytes. */
const BODY_LIMIT = 64 * 1024;

/** How long a request may take to arrive, in milliseconds: for as long it holds a connection. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Fastify with limits.
 *
 * @param answer answers what Fastify refuses before it has found a route, such as a broken escape in the
 *   path; Nest's filters do not see that
 */
export function createFastifyAdapter(
  answer: (error: Error, host: ArgumentsHost) => void,
): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: (error: Error, request: unknown, reply: unknown) => {
      const http = { getRequest: () => request, getResponse: () => reply };
      answer(error, { switchToHttp: () => http } as unknown as ArgumentsHost);
    },
  });
}
