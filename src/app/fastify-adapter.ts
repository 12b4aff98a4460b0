import type { IncomingMessage, Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import type { ArgumentsHost } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** Maximum size of a request body, in bytes. Request bodies of this app are far smaller. */
const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * Time limit for receiving a request, in milliseconds. The limit prevents attackers from occupying connections with
 * slow requests (Slowloris).
 */
const REQUEST_TIMEOUT_MS = 30_000;

/** The app validates requests with zod. Fastify loads Ajv and fast-json-stringify at start if it has no compilers. */
const WITHOUT_FASTIFY_SCHEMAS = {
  compilersFactory: { buildValidator: rejectSchema, buildSerializer: rejectSchema },
};

type SecurityHook = Parameters<FastifyAdapter['registerSecurityHook']>[0];

/**
 * A Fastify adapter that sets the security headers on every response, and that serves all connections from one HTTP
 * server.
 */
class StrictFastifyAdapter extends FastifyAdapter {
  /**
   * Runs the hook as soon as the server receives a request. Nest would register it as a Fastify hook only, which does
   * not run for preflight responses and for requests that Fastify rejects. The Fastify hook reuses the result of the
   * first run.
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
   * Listens on both loopback addresses if the host is `localhost`. Fastify itself would create a second HTTP server for
   * the second address. That server would lack the listeners that add request ids and headers, and a shutdown would not
   * wait for its requests.
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

/**
 * Accepts connections to `::1` for a server that listens on `127.0.0.1`. Does nothing if the system does not support
 * IPv6.
 */
function listenOnIpv6Loopback(server: Server, done: () => void): void {
  // Node.js uses the same options for its HTTP servers.
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
 * @param respond responds to requests that Fastify rejects before routing, for example because of a malformed escape in
 *   the path. Nest's exception filters do not receive these errors.
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
