import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Time limit for receiving the rest of a request that is incomplete when the server closes, in milliseconds. */
const RECEIVE_TIMEOUT_MS = 1000;

/**
 * Closes a server of plain HTTP without failing requests in flight.
 *
 * Node's `server.close()` alone would wait too long, because it also waits for connections without a complete request
 * and for connections that are kept alive.
 */
export class HttpDrain {
  /**
   * The open connections, each with its responses in flight. One Set of all responses would slow down every request,
   * because tables that the Set has replaced keep the responses in memory until the next full garbage collection. It would
   * also keep the pipelined responses of a closed connection, which emit no event.
   */
  readonly #connections = new Map<Socket, ServerResponse[]>();
  #isDraining = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#connections.set(socket, []);
      socket.once('close', () => this.#connections.delete(socket));
    });
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.#add(response, socket);
    });
  }

  /** Closes each connection after its next response (RFC 9112 §9.6), so that clients connect to another instance. */
  start(): void {
    this.#isDraining = true;
    for (const response of this.#responses()) announceClose(response);
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
        // Connections without a request that has been received completely.
        this.#destroy((responses) => !responses.some(({ req }) => req.complete));
      },
      Math.min(RECEIVE_TIMEOUT_MS, timeout),
    );
    const all = setTimeout(() => {
      aborted = this.#responses().length;
      this.#destroy(() => true);
    }, timeout);
    await isClosed;
    clearTimeout(incomplete);
    clearTimeout(all);
    return aborted;
  }

  #add(response: ServerResponse, socket: Socket): void {
    const responses = this.#connections.get(socket);
    responses?.push(response);
    if (this.#isDraining) announceClose(response);
    response.once('close', () => {
      responses?.splice(responses.indexOf(response), 1);
      if (this.#isDraining) socket.destroySoon();
    });
  }

  #responses(): ServerResponse[] {
    return [...this.#connections.values()].flat();
  }

  async #allClosed(): Promise<void> {
    const sockets = [...this.#connections.keys()].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    );
    const listener = new Promise<void>((resolve) => this.server.close(() => resolve()));
    await Promise.all([listener, ...sockets]);
  }

  /** Closes the connections whose responses in flight fulfil a condition. */
  #destroy(condition: (responses: readonly ServerResponse[]) => boolean): void {
    for (const [socket, responses] of this.#connections) {
      if (condition(responses)) {
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
