import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { UnauthenticatedError } from '../../core/errors.js';
import type { Principal } from '../../core/principal.js';
import { AccessTokenService } from '../../tokens/access-token.service.js';
import { SessionCookies } from '../cookies/session-cookies.js';
import type { HttpRequest } from '../http-request.js';

/**
 * Lets a request pass that carries a good access token, as a Bearer token or in our cookie.
 *
 * Afterwards `@CurrentPrincipal()` tells who it is. No database is asked.
 *
 * @throws UnauthenticatedError which becomes 401 with `WWW-Authenticate` (RFC 6750 §3)
 */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  constructor(
    protected readonly accessTokens: AccessTokenService,
    protected readonly cookies: SessionCookies,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = this.getRequest(context);
    const token = this.getToken(request);
    const principal = token === undefined ? undefined : this.accessTokens.verify(token);
    const admitted = principal ?? (await this.handleUnauthenticated(context, token));
    if (admitted !== undefined) request.principal = admitted;
    return true;
  }

  /** Where the request is; override for GraphQL or WebSockets. */
  protected getRequest(context: ExecutionContext): HttpRequest {
    return context.switchToHttp().getRequest<HttpRequest>();
  }

  /** An Authorization header decides alone when there is one; the cookie serves browsers. */
  protected getToken(request: HttpRequest): string | undefined {
    const { authorization } = request.headers;
    if (authorization === undefined) return this.cookies.accessToken(request);
    return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
  }

  /** What happens without a good token; override to admit somebody after all. */
  protected handleUnauthenticated(
    _context: ExecutionContext,
    token: string | undefined,
  ): Principal | undefined | Promise<Principal | undefined> {
    throw token === undefined
      ? new UnauthenticatedError('unauthenticated', { reason: 'no access token was sent' })
      : new UnauthenticatedError('invalid_token', { reason: 'the access token is not good' });
  }
}
