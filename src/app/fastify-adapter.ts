import type { ArgumentsHost } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** More than any request to this app needs, in bytes. */
const BODY_LIMIT = 64 * 1024;

/** How long a request may take to arrive, in milliseconds: for as long it holds a connection. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Fastify with its security headers on every answer. */
class StrictFastifyAdapter extends FastifyAdapter {
  /** Its own hook comes too late for what Fastify refuses itself, and for answers to preflights. */
  override registerSecurityHook(hook: Parameters<FastifyAdapter['registerSecurityHook']>[0]): void {
    super.registerSecurityHook(hook);
    this.getInstance().server.prependListener('request', (request, response) => {
      hook(request as never, response);
    });
  }
}

/**
 * Fastify with limits.
 *
 * @param answer answers what Fastify refuses before it has found a route, such as a broken escape in the
 *   path; Nest's filters do not see that
 */
export function createFastifyAdapter(
  answer: (error: Error, host: ArgumentsHost) => void,
): FastifyAdapter {
  return new StrictFastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: (error: Error, request: unknown, reply: unknown) => {
      const http = { getRequest: () => request, getResponse: () => reply };
      answer(error, { switchToHttp: () => http } as unknown as ArgumentsHost);
    },
  });
}
