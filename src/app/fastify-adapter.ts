import type { IncomingMessage, Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import type { ArgumentsHost } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** Maximum size of a request body, in bytes. Requests to this app need far less. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** Time limit for receiving a request, in milliseconds. Slow requests occupy a connection (Slowloris). */
const REQUEST_TIMEOUT_MS = 30_000;

/** The app validates requests with zod. Fastify loads Ajv and fast-json-stringify at start if it has no compilers. */
const WITHOUT_FASTIFY_SCHEMAS = {
  compilersFactory: { buildValidator: rejectSchema, buildSerializer: rejectSchema },
};

type SecurityHook = Parameters<FastifyAdapter['registerSecurityHook']>[0];

/** Sets the security headers on every response, and serves all connections from one HTTP server. */
class StrictFastifyAdapter extends FastifyAdapter {
  /**
   * Runs the hook when the server receives a request. Nest registers it as a Fastify hook, which runs too late for
   * preflight responses and for requests that Fastify rejects. The Fastify hook then reuses the result.
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

  override listen(port: string | number, callback?: () => void): void;
  override listen(port: string | number, host: string, callback?: () => void): void;
  /**
   * Listens on both loopback addresses for `localhost`. Fastify would create a second HTTP server for the second
   * address, without the listeners that add request ids and headers, and would not wait for its requests on shutdown.
   */
  override listen(
    port: string | number,
    host?: string | (() => void),
    callback?: () => void,
  ): void {
    if (host !== 'localhost') {
      super.listen(port, host as string, callback);
      return;
    }
    // Fastify reports a failure as the argument of the callback.
    const onListening = (error?: unknown) => {
      const done: ((error?: unknown) => void) | undefined = callback;
      if (error instanceof Error) {
        done?.(error);
      } else {
        listenOnIpv6Loopback(this.getHttpServer<Server>(), () => done?.());
      }
    };
    super.listen(port, '127.0.0.1', onListening);
  }
}

/** Accepts connections to `::1` for a server that listens on `127.0.0.1`, where the system supports IPv6. */
function listenOnIpv6Loopback(server: Server, done: () => void): void {
  // The options of Node's own HTTP server.
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (server.listening) {
      server.emit('connection', socket);
    } else {
      socket.destroy();
    }
  });
  listener.once('listening', done).on('error', done);
  server.once('close', () => listener.close());
  listener.listen((server.address() as AddressInfo).port, '::1');
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
    schemaController: WITHOUT_FASTIFY_SCHEMAS,
    frameworkErrors: (error: Error, request: unknown, reply: unknown) => {
      const http = { getRequest: () => request, getResponse: () => reply };
      respond(error, { switchToHttp: () => http } as unknown as ArgumentsHost);
    },
  });
}

function rejectSchema(): never {
  throw new Error('Routes of the app have no Fastify schemas. Validate requests with zod.');
}
