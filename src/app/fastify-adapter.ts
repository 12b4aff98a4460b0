import type { IncomingMessage } from 'node:http';
import type { ArgumentsHost } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** More than any request to this app needs, in bytes. */
const BODY_LIMIT = 64 * 1024;

/** How long a request may take to arrive, in milliseconds: for as long it holds a connection. */
const REQUEST_TIMEOUT_MS = 30_000;

type SecurityHook = Parameters<FastifyAdapter['registerSecurityHook']>[0];

/** Fastify with its security headers on every answer. */
class StrictFastifyAdapter extends FastifyAdapter {
  /**
   * Its own hook comes too late for what Fastify refuses itself, and for answers to preflights; there it
   * only passes on what has been found before, for once a request is enough.
   */
  override registerSecurityHook(hook: SecurityHook): void {
    const verdicts = new WeakMap<IncomingMessage, ReturnType<SecurityHook>>();
    this.getInstance().server.prependListener('request', (request, response) => {
      verdicts.set(request, hook(request as never, response));
    });
    super.registerSecurityHook((request, response) => {
      const raw = (request as unknown as { raw: IncomingMessage }).raw;
      return verdicts.has(raw) ? verdicts.get(raw) : hook(request, response);
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
