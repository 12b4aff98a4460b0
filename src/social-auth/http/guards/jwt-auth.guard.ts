import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { BROWSER_CLIENT_ID } from '../../core/oauth-client.js';
import { Clock } from '../../../time/clock.js';
import { SocialAuthError, UnauthenticatedError } from '../../core/errors.js';
import type { Principal } from '../../../access-token/principal.js';
import { SessionStatus } from '../../flows/session-status.js';
import { AccessTokenService } from '../../tokens/access-token.service.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { bearerToken } from '../../../access-token/bearer-token.js';
import { isSafeMethod, type HttpRequest } from '../request/http-request.js';
import { SameOriginGuard } from './same-origin.guard.js';
import { AuthMetadataReader, type AccessRequirements } from './access-requirements.js';

/**
 * Lets a request pass that carries a good access token of a living session, as a Bearer token or in our
 * cookie, and that meets what `@Roles()`, `@Scopes()` and `@RecentLogin()` ask.
 *
 * Use it on a route, a controller, or for the whole app (`APP_GUARD`) with `@Public()` where it should not
 * ask. Afterwards `@CurrentPrincipal()` tells who it is. No database is asked, unless this instance has lost
 * sight of the revocations. Every step is a protected method: extend the guard and override the one you need.
 *
 * @throws UnauthenticatedError which becomes 401 with `WWW-Authenticate` (RFC 6750 §3)
 * @throws SocialAuthError `cross_site_request`, `forbidden`, `insufficient_scope`, `recent_login_required`, which become 403
 */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  readonly #requirements: AuthMetadataReader;

  constructor(
    protected readonly accessTokens: AccessTokenService,
    protected readonly checkSession: SessionStatus,
    protected readonly cookies: SessionCookies,
    protected readonly sameOrigin: SameOriginGuard,
    protected readonly clock: Clock,
    reflector: Reflector,
  ) {
    this.#requirements = new AuthMetadataReader(reflector);
  }

  /** There is nothing to wait for in the ordinary case, and to wait is what would cost most. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const requirements = this.getRequirements(context);
    if (requirements.access === 'everybody') return true;
    const request = this.getRequest(context);
    this.checkOrigin(request);
    const token = this.getToken(request);
    const found = token === undefined ? undefined : this.authenticate(token, request);
    return found === undefined || found instanceof Promise
      ? this.#admitLater(found, token, context, requirements)
      : this.#admit(found, request, requirements);
  }

  /** What the route asks, from its decorators. */
  protected getRequirements(context: ExecutionContext): AccessRequirements {
    return this.#requirements.of(context);
  }

  /** Where the request is; override for GraphQL (`GqlExecutionContext`) or WebSockets (the handshake). */
  protected getRequest(context: ExecutionContext): HttpRequest {
    // What `switchToHttp().getRequest()` says, without the three functions that it makes.
    return context.getArgByIndex<HttpRequest>(0);
  }

  /** Wants proof that our own page sent a request that changes something and is known by its cookies. */
  protected checkOrigin(request: HttpRequest): void {
    if (isSafeMethod(request)) return;
    const { cookies } = this;
    const byCookies = cookies.accessToken(request) ?? cookies.refreshToken(request);
    if (byCookies !== undefined) this.sameOrigin.check(request);
  }

  /** The token of a request; a Bearer header decides alone when there is one. */
  protected getToken(request: HttpRequest): string | undefined {
    return bearerToken(request) ?? this.cookies.accessToken(request);
  }

  /** Whose token it is, if it is good, its session lives, and it may come the way it came. */
  protected authenticate(
    token: string,
    request: HttpRequest,
  ): Principal | undefined | Promise<Principal | undefined> {
    const principal = this.accessTokens.verify(token);
    return principal === undefined
      ? this.#authenticateLater(token, request)
      : this.#checked(principal, request);
  }

  /** What happens without a good token; nobody passes as undefined unless the route is `@OptionalAuth()`. */
  protected handleUnauthenticated(
    _context: ExecutionContext,
    token: string | undefined,
    { access }: AccessRequirements,
  ): Principal | undefined | Promise<Principal | undefined> {
    if (access === 'anybody') return undefined;
    throw token === undefined
      ? new UnauthenticatedError('unauthenticated', { reason: 'no access token was sent' })
      : new UnauthenticatedError('invalid_token', {
          reason: 'the access token is not good (any more)',
        });
  }

  /** Whether the principal may do what the route does. */
  protected authorize(
    principal: Principal,
    { roles, scopes, recentLogin }: AccessRequirements,
  ): void {
    if (roles.length > 0 && !roles.some((role) => principal.roles.includes(role))) {
      throw new SocialAuthError('forbidden', { reason: `none of the roles ${roles.join(', ')}` });
    }
    const missing = scopes.filter((scope) => !principal.scopes.includes(scope));
    if (missing.length > 0) {
      throw new SocialAuthError('insufficient_scope', {
        reason: `no scope ${missing.join(' ')}`,
        scopes,
      });
    }
    if (
      recentLogin !== undefined &&
      this.clock.milliseconds() - principal.authTime * 1000 > recentLogin
    ) {
      throw new SocialAuthError('recent_login_required', { reason: 'the login is too long ago' });
    }
  }

  async #admitLater(
    found: Promise<Principal | undefined> | undefined,
    token: string | undefined,
    context: ExecutionContext,
    requirements: AccessRequirements,
  ): Promise<boolean> {
    const principal =
      (await found) ?? (await this.handleUnauthenticated(context, token, requirements));
    // Whatever a guard derived from this one makes of it: nobody passes where somebody is asked for.
    if (principal === undefined) return requirements.access === 'anybody';
    return this.#admit(principal, this.getRequest(context), requirements);
  }

  #admit(principal: Principal, request: HttpRequest, requirements: AccessRequirements): true {
    request.principal = principal;
    this.authorize(principal, requirements);
    return true;
  }

  async #authenticateLater(token: string, request: HttpRequest): Promise<Principal | undefined> {
    const principal = await this.accessTokens.verifyAfterRotation(token);
    return principal === undefined ? undefined : this.#checked(principal, request);
  }

  /** A cookie carries a browser's session alone; and the session has to live. */
  #checked(
    principal: Principal,
    request: HttpRequest,
  ): Principal | undefined | Promise<Principal | undefined> {
    const { clientId, sessionId } = principal;
    if (clientId !== BROWSER_CLIENT_ID && bearerToken(request) === undefined) return undefined;
    const lives = this.checkSession.isActive(sessionId);
    if (lives instanceof Promise) return lives.then((does) => (does ? principal : undefined));
    return lives ? principal : undefined;
  }
}
