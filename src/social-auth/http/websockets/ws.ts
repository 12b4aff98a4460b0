import { handshakes, type Handshake } from '../../../access-token/context-request.js';
import { bearerChallenge } from '../errors/oauth-errors.js';
import { reportError } from '../errors/report-error.js';
import type {
  HandshakeAuthenticator,
  HandshakeRequest,
  WebSocketAuthOptions,
} from './handshake-authenticator.js';

/** Status of the close frame: the connection violates a policy (RFC 6455 §7.4.1). */
const POLICY_VIOLATION = 1008;
/** Time for the client to answer the close frame, in milliseconds. Then the connection is terminated. */
const CLOSE_TIMEOUT_MS = 300;

/**
 * The part of a socket of `ws` that the module uses.
 *
 * @publicApi
 */
export interface WsSocket {
  readonly readyState: number;
  close(status: number, reason: string): void;
  terminate(): void;
  once(event: 'close', listener: () => void): unknown;
}

interface HandshakeInfo {
  readonly req: HandshakeRequest;
}

type VerifyResult = (
  accepts: boolean,
  status?: number,
  body?: string,
  headers?: Record<string, string>,
) => void;

/** A server of `ws`. */
export interface WsServer {
  readonly options: {
    verifyClient?: ((info: HandshakeInfo, callback: VerifyResult) => unknown) | null;
  };
  prependListener(
    event: 'connection',
    listener: (socket: WsSocket, request: object) => void,
  ): unknown;
}

export function isWsServer(server: object): server is WsServer {
  return 'options' in server && 'handleUpgrade' in server;
}

/** Authenticates the connections of a server before they are upgraded. */
export function protectWs(
  server: WsServer,
  authenticator: HandshakeAuthenticator,
  options: WebSocketAuthOptions,
): void {
  const { verifyClient } = server.options;
  server.options.verifyClient = async (info, callback) => {
    const token = subprotocolToken(info.req);
    try {
      handshakes.set(info.req, await authenticator.authenticate(info.req, token, options));
    } catch (error) {
      return refuse(error, callback);
    }
    return verify(verifyClient, info, callback);
  };
  // The first listener, so that the principal is known in `handleConnection()` of every gateway of the server.
  server.prependListener('connection', (socket, request) => {
    const handshake = handshakes.get(request);
    if (handshake === undefined) socket.terminate();
    else openWs(socket, handshake, authenticator);
  });
}

/** Registers an authenticated connection, and closes it when its session is revoked. */
export function openWs(
  socket: WsSocket,
  handshake: Handshake,
  authenticator: HandshakeAuthenticator,
): void {
  const closed = authenticator.open(socket, handshake, () => closeWs(socket, 'invalid_token'));
  socket.once('close', closed);
}

/** Closes a connection with the code of an error as the reason. */
export function closeWs(socket: WsSocket, reason: string): void {
  socket.close(POLICY_VIOLATION, reason);
  setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
}

/**
 * Returns the token of `new WebSocket(url, ['bearer', token])`. The server selects the first subprotocol, so that the
 * response does not contain the token.
 */
function subprotocolToken({ headers }: HandshakeRequest): string | undefined {
  const [scheme, token] = headers['sec-websocket-protocol']?.split(',') ?? [];
  return scheme?.trim() === 'bearer' ? token?.trim() : undefined;
}

/** Calls the `verifyClient` of the app, which has one or two parameters. */
function verify(
  verifyClient: WsServer['options']['verifyClient'],
  info: HandshakeInfo,
  callback: VerifyResult,
): void {
  if (typeof verifyClient !== 'function') callback(true);
  else if (verifyClient.length === 2) verifyClient(info, callback);
  else callback(Boolean(verifyClient(info, callback)));
}

function refuse(error: unknown, callback: VerifyResult): void {
  const body = reportError(error);
  const challenge = bearerChallenge(body.statusCode, body.code);
  callback(false, body.statusCode, JSON.stringify(body), {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
  });
}
