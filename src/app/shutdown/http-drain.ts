import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Time limit for receiving the rest of a request that is incomplete when the server closes, in milliseconds. */
const RECEIVE_TIMEOUT_MS = 1000;

/**
 * Closes an HTTP server without failing requests in flight.
 *
 * Node's `server.close()` alone would wait too long, because it also waits for connections without a complete request
 * and for connections that are kept alive.
 */
export class HttpDrain {
  readonly #sockets = new Set<Socket>();
  readonly #responses = new Set<ServerResponse>();
  #isDraining = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
      this.#add(response);
    });
  }

  /** Closes each connection after its next response (RFC 9112 §9.6), so that clients connect to another instance. */
  start(): void {
    this.#isDraining = true;
    for (const response of this.#responses) announceClose(response);
  }

  /**
   * Stops accepting connections and waits for the requests in flight.
   *
   * @param timeout time limit, in milliseconds. Afterwards, connections that are still open are closed.
   * @returns the number of requests that were not completed
   */
  async close(timeout: number): Promise<number> {
    this.start();
    const isClosed = this.#allClosed();
    let aborted = 0;
    const incomplete = setTimeout(
      () => {
        this.#destroy((socket) => !this.#isResponding(socket));
      },
      Math.min(RECEIVE_TIMEOUT_MS, timeout),
    );
    const all = setTimeout(() => {
      aborted = this.#responses.size;
      this.#destroy(() => true);
    }, timeout);
    await isClosed;
    clearTimeout(incomplete);
    clearTimeout(all);
    return aborted;
  }

  #add(response: ServerResponse): void {
    this.#responses.add(response);
    if (this.#isDraining) announceClose(response);
    response.once('close', () => {
      this.#responses.delete(response);
      if (this.#isDraining) response.req.socket.destroySoon();
    });
  }

  async #allClosed(): Promise<void> {
    const sockets = [...this.#sockets].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    );
    const listener = new Promise<void>((resolve) => this.server.close(() => resolve()));
    await Promise.all([listener, ...sockets]);
  }

  /**
   * Returns whether the server has received a complete request on this connection and has not sent the complete
   * response.
   */
  #isResponding(socket: Socket): boolean {
    return [...this.#responses].some(({ req }) => req.socket === socket && req.complete);
  }

  #destroy(condition: (socket: Socket) => boolean): void {
    for (const socket of this.#sockets) {
      if (condition(socket)) {
        socket.destroy();
      }
    }
  }
}

function announceClose(response: ServerResponse): void {
  if (!response.headersSent) {
    response.setHeader('Connection', 'close');
  }
}
