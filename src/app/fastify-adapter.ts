import type { IncomingMessage } from 'node:http';
import type { ArgumentsHost } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** Maximum size of a request body, in bytes. Requests to this app need far less. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** Time limit for receiving a request, in milliseconds. Slow requests occupy a connection (Slowloris). */
const REQUEST_TIMEOUT_MS = 30_000;

type SecurityHook = Parameters<FastifyAdapter['registerSecurityHook']>[0];

/** Sets the security headers on every response, including those that Fastify sends before routing. */
class StrictFastifyAdapter extends FastifyAdapter {
  /**
   * Runs the hook when the server receives a request. Nest registers it as a Fastify hook, which runs too late
   * for preflight responses and for requests that Fastify rejects. That hook reuses the first result.
   */
  override registerSecurityHook(hook: SecurityHook): void {
    const results = new WeakMap<IncomingMessage, ReturnType<SecurityHook>>();
    this.getInstance().server.prependListener('request', (request, response) => {
      results.set(request, hook(request as never, response));
    });
    super.registerSecurityHook((request, response) => {
      const raw = (request as unknown as { raw: IncomingMessage }).raw;
      return results.has(raw) ? results.get(raw) : hook(request, response);
    });
  }
}

/**
 * Creates a Fastify adapter with limits on body size and request time.
 *
 * @param respond responds to requests that Fastify rejects before routing, such as a malformed escape in the
 *   path; Nest's exception filters do not handle them
 */
export function createFastifyAdapter(
  respond: (error: Error, host: ArgumentsHost) => void,
): FastifyAdapter {
  return new StrictFastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: (error: Error, request: unknown, reply: unknown) => {
      const http = { getRequest: () => request, getResponse: () => reply };
      respond(error, { switchToHttp: () => http } as unknown as ArgumentsHost);
    },
  });
}
