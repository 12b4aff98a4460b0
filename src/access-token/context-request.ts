import type { IncomingHttpHeaders } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import type { Principal } from './principal.js';

/** A request after its authentication. */
interface AuthenticatedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  principal?: Principal;
}

/** The request that opened a WebSocket, after its authentication. The handshake outlives its access token. */
export class Handshake implements AuthenticatedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Undefined without credentials, and after the session was revoked. */
  principal?: Principal;

  /**
   * @param principal undefined for a connection without credentials
   * @param crossSiteReason why the headers did not prove that a permitted page opened the connection. Undefined when they did
   */
  constructor(
    { method, url, headers }: AuthenticatedRequest,
    principal: Principal | undefined,
    readonly crossSiteReason: string | undefined,
  ) {
    this.method = method;
    this.url = url;
    // A copy: Mercurius adds values of messages to the headers of the request.
    this.headers = { ...headers };
    if (principal !== undefined) this.principal = principal;
  }
}

/** Handshakes by the socket that they opened, or by their original request. */
export const handshakes = new WeakMap<object, Handshake>();

/**
 * Returns the HTTP request of a route or of a GraphQL operation, or the handshake of a WebSocket.
 *
 * @returns undefined when the context has no request, such as a message of a microservice
 */
export function contextRequest(context: ExecutionContext): unknown {
  // Not `switchToHttp().getRequest()`, which allocates three functions per call.
  const type = context.getType<string>();
  if (type === 'http') return context.getArgByIndex(0);
  if (type === 'graphql') return graphqlRequest(context.getArgByIndex(2));
  return type === 'ws' ? socketRequest(context.getArgByIndex(0)) : undefined;
}

/**
 * Like {@link contextRequest}, for guards that accept cookies. The request of a socket does not replace its handshake,
 * because a request of socket.io may be a plain GET whose origin was not checked.
 *
 * @returns undefined also for a message of a WebSocket that `WebSocketAuth` does not protect
 */
export function contextRequestOrHandshake(context: ExecutionContext): unknown {
  if (context.getType() !== 'ws') return contextRequest(context);
  const socket: unknown = context.getArgByIndex(0);
  return isObject(socket) ? handshakes.get(socket) : undefined;
}

/** Where GraphQL servers keep the request in the context of an operation. */
interface GraphQLContext {
  /** The request, with the drivers of Nest. For a subscription over graphql-ws, the context of the subscription. */
  readonly req?: GraphQLContext;
  /** Subscriptions of Mercurius. */
  readonly request?: GraphQLContext;
  /** Subscriptions over graphql-ws. */
  readonly extra?: { readonly request?: object };
  /** The request of Node.js, in a request of Fastify. */
  readonly raw?: object;
}

function graphqlRequest(context: GraphQLContext | null | undefined): unknown {
  const request = context?.req ?? context?.request ?? context;
  const original = request?.extra?.request ?? request?.raw ?? request;
  const handshake = isObject(original) ? handshakes.get(original) : undefined;
  return handshake ?? request?.extra?.request ?? request;
}

/** A socket of socket.io refers to its request. A socket of `ws` does not. */
function socketRequest(socket: { readonly request?: unknown } | null | undefined): unknown {
  return isObject(socket) ? (handshakes.get(socket) ?? socket.request) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
