import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Handshake, handshakes } from '../../../access-token/context-request.js';
import type { Principal } from '../../../access-token/principal.js';
import { reportError } from '../errors/report-error.js';
import {
  HandshakeAuthenticator,
  type HandshakeRequest,
  type WebSocketAuthOptions,
} from './handshake-authenticator.js';
import { isSocketIoServer, protectSocketIo } from './socket-io.js';
import { closeWs, isWsServer, openWs, protectWs, type WsSocket } from './ws.js';

/** The value of `readyState` of an open WebSocket. */
const OPEN = 1;

/**
 * Authenticates the WebSockets of socket.io and `ws` when they connect, and closes them when their session is revoked.
 *
 * A client sends its access token as `Authorization: Bearer …` or in the access cookie. With the cookie, the page must have
 * the origin of the public URL, because pages of sibling subdomains and other ports send the cookie, too. A browser cannot
 * set the header of a WebSocket. It sends a token to socket.io as `auth: { token }`, and to `ws` as the second subprotocol:
 * `new WebSocket(url, ['bearer', token])`.
 *
 * A refused client of socket.io receives `connect_error` with `data.code`, and one of `ws` receives 401 or 403.
 *
 * A connection stays open after its access token has expired. It is closed when `sessionMaxAge` has passed since the login,
 * and within a second after its session is revoked on any instance: socket.io disconnects the client, and `ws` closes with
 * the status 1008 and the reason `invalid_token`.
 *
 * @publicApi
 * @example
 * ```ts
 * @UseGuards(JwtAuthGuard)
 * @WebSocketGateway()
 * export class ChatGateway implements OnGatewayInit {
 *   constructor(private readonly auth: WebSocketAuth) {}
 *
 *   afterInit(server: Server) {
 *     this.auth.protect(server);
 *   }
 * }
 * ```
 */
@Injectable()
export class WebSocketAuth {
  /** The options of protected servers. */
  readonly #protected = new WeakMap<object, WebSocketAuthOptions>();
  /** The outcomes of {@link accept} by socket. */
  readonly #accepted = new WeakMap<object, Promise<boolean>>();

  constructor(private readonly authenticator: HandshakeAuthenticator) {}

  /**
   * Protects a server or a namespace. Gateways that share a server may each call this method with the same options.
   *
   * @param server a server of `ws`, or a server or namespace of socket.io
   * @throws TypeError for any other server
   * @throws Error when the server is protected with other options, or has the option `connectionStateRecovery` of socket.io
   */
  protect(server: object, options: WebSocketAuthOptions = {}): void {
    const earlier = this.#protected.get(server);
    if (earlier !== undefined) return assertSameOptions(earlier, options);
    if (isWsServer(server)) protectWs(server, this.authenticator, options);
    else if (isSocketIoServer(server)) protectSocketIo(server, this.authenticator, options);
    else throw new TypeError('WebSocketAuth protects servers of ws and of socket.io only');
    this.#protected.set(server, options);
  }

  /**
   * Authenticates a connection that a library has already opened, such as a connection of GraphQL subscriptions. Closes the
   * connection with the status 1008 when it is refused, and when its session is revoked. Resolvers of the connection then
   * know the principal. Only the first call with a socket has an effect. Later calls return its outcome.
   *
   * @param socket a socket of `ws`
   * @param request the request of Node.js that opened it
   * @param options `token` is an access token that the client has sent in a message
   * @returns whether the connection was accepted
   */
  accept(
    socket: WsSocket,
    request: HandshakeRequest,
    options: WebSocketAuthOptions & { token?: unknown } = {},
  ): Promise<boolean> {
    // Mercurius calls this method again if the client sends `connection_init` again, possibly with other headers.
    let accepted = this.#accepted.get(socket);
    if (accepted === undefined) {
      accepted = this.#accept(socket, request, options);
      this.#accepted.set(socket, accepted);
    }
    return accepted;
  }

  /** Returns the principal of a connection: undefined without an access token, and after its session was revoked. */
  principal(socket: object): Principal | undefined {
    return handshakes.get(socket)?.principal;
  }

  async #accept(
    socket: WsSocket,
    request: HandshakeRequest,
    { token, ...options }: WebSocketAuthOptions & { token?: unknown },
  ): Promise<boolean> {
    try {
      const handshake = await this.authenticator.authenticate(request, token, options);
      // Its event `close`, which ends the subscription to revocations, may have been emitted meanwhile.
      if (socket.readyState !== OPEN) return false;
      // The context of a GraphQL subscription refers to the request.
      handshakes.set(request, handshake);
      openWs(socket, handshake, this.authenticator);
      return true;
    } catch (error) {
      // Messages that arrive before the connection is closed have no principal.
      const { url = '/', headers } = request;
      handshakes.set(
        request,
        new Handshake({ method: 'GET', url, headers }, undefined, 'the connection was refused'),
      );
      closeWs(socket, reportError(error).code);
      return false;
    }
  }
}

/** @throws Error */
function assertSameOptions(first: WebSocketAuthOptions, second: WebSocketAuthOptions): void {
  const normalize = ({ origins = [], optional = false }: WebSocketAuthOptions) => ({
    origins: origins.toSorted(),
    optional,
  });
  if (isDeepStrictEqual(normalize(first), normalize(second))) return;
  throw new Error(
    'WebSocketAuth.protect() was called with other options for the same server. Use the same options in each gateway ' +
      'that shares a server or namespace.',
  );
}
