import { STATUS_CODES, type IncomingHttpHeaders } from 'node:http';
import {
  HttpException,
  HttpStatus,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { bearerToken } from '../access-token/bearer-token.js';
import { contextRequest } from '../access-token/context-request.js';
import type { Principal } from '../access-token/principal.js';
import { createWsException, GraphQLRequestError } from '../access-token/transport-errors.js';
import { AccessTokenVerifier } from './access-token-verifier.js';
import { KeysUnavailableError } from './remote-jwks.js';

/**
 * The part of a Fastify or Express request that {@link AccessTokenGuard} uses.
 *
 * @publicApi
 */
export interface RequestWithPrincipal {
  readonly headers: IncomingHttpHeaders;
  /** Set by the guard. */
  principal?: Principal;
}

/** Error responses of the guard, by their `code` (RFC 6750 §3). */
const ERROR_RESPONSES = {
  unauthenticated: {
    status: HttpStatus.UNAUTHORIZED,
    message: 'The request has no access token.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  },
  invalid_token: {
    status: HttpStatus.UNAUTHORIZED,
    message: 'The access token is invalid or expired.',
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  },
  keys_unavailable: {
    status: HttpStatus.SERVICE_UNAVAILABLE,
    message: 'Access tokens cannot be verified at the moment. Try again later.',
    headers: { 'Retry-After': '10' },
  },
} as const;

/**
 * Guard that requires a valid access token in the `Authorization: Bearer` header (RFC 6750 §2.1).
 *
 * It guards HTTP routes and GraphQL resolvers. It also guards messages of socket.io if the client sent the header in
 * the handshake. It refuses messages of `ws`. `@CurrentPrincipal()` returns the principal. The guard does not detect
 * revoked sessions, see {@link AccessTokenVerifier.verify}.
 *
 * @throws HttpException 401 `unauthenticated` without a bearer token, 401 `invalid_token` when the token is invalid or
 *   expired, 503 `keys_unavailable` when the signing keys cannot be fetched
 * @publicApi
 * @example
 * ```ts
 * @Controller('invoices')
 * @UseGuards(AccessTokenGuard)
 * export class InvoicesController {
 *   @Get()
 *   list(@CurrentPrincipal() { userId }: Principal) { … }
 * }
 * ```
 */
@Injectable()
export class AccessTokenGuard implements CanActivate {
  constructor(
    protected readonly verifier: AccessTokenVerifier,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = this.getRequest(context);
    const token = isRequest(request) ? this.getToken(request) : undefined;
    if (token === undefined) throw await this.#createError(context, 'unauthenticated');
    const principal = await this.#verify(context, token);
    if (principal === undefined) throw await this.#createError(context, 'invalid_token');
    request.principal = principal;
    return true;
  }

  /**
   * Returns the request of a route or of a GraphQL operation, or the handshake of socket.io. Override this method for
   * other contexts, such as messages of a microservice.
   */
  protected getRequest(context: ExecutionContext): RequestWithPrincipal {
    return contextRequest(context) as RequestWithPrincipal;
  }

  /**
   * Returns the bearer token of a request, or undefined if there is none. Override this method to read the token from
   * another place.
   */
  protected getToken(request: RequestWithPrincipal): string | undefined {
    return bearerToken(request);
  }

  async #verify(context: ExecutionContext, token: string): Promise<Principal | undefined> {
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof KeysUnavailableError) {
        throw await this.#createError(context, 'keys_unavailable');
      }
      throw error;
    }
  }

  async #createError(
    context: ExecutionContext,
    errorCode: keyof typeof ERROR_RESPONSES,
  ): Promise<Error> {
    const { status, message, headers } = ERROR_RESPONSES[errorCode];
    const error = STATUS_CODES[status] ?? 'Error';
    const body = { statusCode: status, error, message, code: errorCode };
    const type = context.getType<string>();
    if (type === 'graphql') return new GraphQLRequestError(body);
    if (type === 'ws') return createWsException(body);
    if (type === 'http') {
      const response: unknown = context.switchToHttp().getResponse();
      for (const [name, value] of Object.entries(headers)) {
        this.adapterHost.httpAdapter.setHeader(response, name, value);
      }
    }
    return new HttpException(body, status);
  }
}

/** Returns whether a context has a request. A message of a microservice has none. */
function isRequest(request: RequestWithPrincipal | undefined): request is RequestWithPrincipal {
  return typeof request?.headers === 'object';
}
