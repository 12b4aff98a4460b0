import { handshakes } from '../../../access-token/context-request.js';
import { reportError } from '../errors/report-error.js';
import type {
  HandshakeAuthenticator,
  HandshakeRequest,
  WebSocketAuthOptions,
} from './handshake-authenticator.js';

/** The part of a socket of socket.io that the module uses. */
interface SocketIoSocket {
  readonly request: HandshakeRequest;
  readonly handshake: { readonly auth: { readonly token?: unknown } };
  disconnect(closesConnection: boolean): unknown;
  once(event: 'disconnect', listener: () => void): unknown;
}

/** A server or a namespace of socket.io. */
export interface SocketIoServer {
  use(middleware: (socket: SocketIoSocket, next: (error?: Error) => void) => unknown): unknown;
  on(event: 'connection', listener: (socket: SocketIoSocket) => unknown): unknown;
  /** Of a server. */
  readonly opts?: SocketIoOptions;
  /** Of a namespace. */
  readonly server?: { readonly opts?: SocketIoOptions };
}

interface SocketIoOptions {
  readonly connectionStateRecovery?: unknown;
}

export function isSocketIoServer(server: object): server is SocketIoServer {
  return 'use' in server && 'on' in server;
}

/**
 * Authenticates the connections of a server or a namespace.
 *
 * @throws Error when the server recovers the state of connections
 */
export function protectSocketIo(
  server: SocketIoServer,
  authenticator: HandshakeAuthenticator,
  options: WebSocketAuthOptions,
): void {
  const { connectionStateRecovery } = server.opts ?? server.server?.opts ?? {};
  if (connectionStateRecovery !== undefined && connectionStateRecovery !== false) {
    throw new Error(
      'socket.io restores the rooms and packets of a connection before WebSocketAuth authenticates it. ' +
        'Remove the option connectionStateRecovery of the server or gateway.',
    );
  }
  server.use(async (socket, next) => {
    const { token } = socket.handshake.auth;
    try {
      handshakes.set(socket, await authenticator.authenticate(socket.request, token, options));
    } catch (error) {
      return next(connectError(error));
    }
    return next();
  });
  server.on('connection', (socket) => {
    const handshake = handshakes.get(socket);
    if (handshake === undefined) return socket.disconnect(true);
    const close = authenticator.open(socket, handshake, () => socket.disconnect(true));
    return socket.once('disconnect', close);
  });
}

/** The client receives message and data with the event `connect_error`. */
function connectError(error: unknown): Error {
  const data = reportError(error);
  return Object.assign(new Error(data.message), { data });
}
