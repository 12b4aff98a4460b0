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
import type { Principal } from '../access-token/principal.js';
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

/** Error responses of the guard by their `code` (RFC 6750 §3). */
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
 * The principal is available through `@CurrentPrincipal()`. Revoked sessions are not detected:
 * see {@link AccessTokenVerifier.verify}.
 *
 * @throws HttpException 401 `unauthenticated` without a bearer token, 401 `invalid_token` when it is invalid or
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
    const token = this.getToken(request);
    if (token === undefined) throw this.#createError(context, 'unauthenticated');
    const principal = await this.#verify(context, token);
    if (principal === undefined) throw this.#createError(context, 'invalid_token');
    request.principal = principal;
    return true;
  }

  /** Returns the request of a context. Override it for GraphQL or WebSockets. */
  protected getRequest(context: ExecutionContext): RequestWithPrincipal {
    return context.switchToHttp().getRequest<RequestWithPrincipal>();
  }

  /**
   * Returns the token of a request; undefined without a bearer token. Override it to read the token from elsewhere.
   */
  protected getToken(request: RequestWithPrincipal): string | undefined {
    return bearerToken(request);
  }

  async #verify(context: ExecutionContext, token: string): Promise<Principal | undefined> {
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof KeysUnavailableError) {
        throw this.#createError(context, 'keys_unavailable');
      }
      throw error;
    }
  }

  #createError(context: ExecutionContext, code: keyof typeof ERROR_RESPONSES): HttpException {
    const { status, message, headers } = ERROR_RESPONSES[code];
    if (context.getType() === 'http') {
      const response: unknown = context.switchToHttp().getResponse();
      for (const [name, value] of Object.entries(headers)) {
        this.adapterHost.httpAdapter.setHeader(response, name, value);
      }
    }
    const error = STATUS_CODES[status] ?? 'Error';
    return new HttpException({ statusCode: status, error, message, code }, status);
  }
}
