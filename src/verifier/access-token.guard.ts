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
import { AccessTokenVerifier, KeysUnavailableError } from './access-token-verifier.js';

/** What Fastify's and Express's requests have in common, as far as the guard looks at them. */
export interface VerifiedRequest {
  readonly headers: IncomingHttpHeaders;
  /** Set by the guard. */
  principal?: Principal;
}

/** Why a request does not pass: what the answer says and the headers it carries. */
const REFUSALS = {
  unauthenticated: {
    status: HttpStatus.UNAUTHORIZED,
    message: 'Sign in first.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  },
  invalid_token: {
    status: HttpStatus.UNAUTHORIZED,
    message: 'The access token has expired or is not valid.',
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  },
  keys_unavailable: {
    status: HttpStatus.SERVICE_UNAVAILABLE,
    message: 'Access tokens cannot be verified at the moment.',
    headers: { 'Retry-After': '10' },
  },
} as const;

/**
 * Lets a request pass that carries a good access token as a Bearer token (RFC 6750 §2.1).
 *
 * Afterwards `@CurrentPrincipal()` tells who it is. Without one the answer is 401 with
 * `WWW-Authenticate`; 503 while the issuing app's keys have never been fetched.
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
    if (token === undefined) throw this.#refusal(context, 'unauthenticated');
    const principal = await this.#verify(context, token);
    if (principal === undefined) throw this.#refusal(context, 'invalid_token');
    request.principal = principal;
    return true;
  }

  /** Where the request is; override for GraphQL or WebSockets. */
  protected getRequest(context: ExecutionContext): VerifiedRequest {
    return context.switchToHttp().getRequest<VerifiedRequest>();
  }

  /** @returns the token of the request; undefined when it has none. Override to read it from elsewhere. */
  protected getToken(request: VerifiedRequest): string | undefined {
    return bearerToken(request);
  }

  async #verify(context: ExecutionContext, token: string): Promise<Principal | undefined> {
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof KeysUnavailableError) throw this.#refusal(context, 'keys_unavailable');
      throw error;
    }
  }

  #refusal(context: ExecutionContext, code: keyof typeof REFUSALS): HttpException {
    const { status, message, headers } = REFUSALS[code];
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
