import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { bearerToken } from '../../../access-token/bearer-token.js';
import type { Principal } from '../../../access-token/principal.js';
import { Clock } from '../../../time/clock.js';
import { UnauthenticatedError } from '../../core/errors.js';
import { BROWSER_CLIENT_ID } from '../../core/oauth-client.js';
import { SessionStatus } from '../../flows/session-status.js';
import { AccessTokenService } from '../../tokens/access-token.service.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { isSafeRequest, type HttpRequest } from '../request/http-request.js';
import type { AccessRequirements } from './access-requirements.js';
import { AuthMetadataReader } from './auth-metadata-reader.js';
import { checkRequirements } from './check-requirements.js';
import { SameOriginGuard } from './same-origin.guard.js';

/**
 * Requires a valid access token of an active session, as a Bearer token or in the access cookie, and
 * enforces `@Roles()`, `@Scopes()` and `@RecentLogin()`.
 *
 * Apply it to a route, a controller, or the whole app (`APP_GUARD`) with `@Public()` on open routes. For pages and
 * HTML forms, and for an app with the account page, use `PageAuthGuard`.
 *
 * Then `@CurrentPrincipal()` returns the authenticated user and session. The guard queries the database
 * only while the revocation feed of this instance is stale.
 *
 * Each step is a protected method that a subclass can override.
 *
 * @throws UnauthenticatedError which becomes 401 with `WWW-Authenticate` (RFC 6750 §3).
 * @throws SocialAuthError `cross_site_request`, `forbidden`, `insufficient_scope` or
 * `recent_login_required`, which become 403.
 * @publicApi
 * @example
 * ```ts
 * @UseGuards(JwtAuthGuard)
 * @Controller('projects')
 * export class ProjectsController {}
 * ```
 * @example
 * ```ts
 * @Injectable()
 * export class GqlAuthGuard extends JwtAuthGuard {
 *   protected override getRequest(context: ExecutionContext) {
 *     return GqlExecutionContext.create(context).getContext().req;
 *   }
 * }
 * ```
 */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  readonly #metadata: AuthMetadataReader;

  constructor(
    protected readonly accessTokens: AccessTokenService,
    protected readonly sessionStatus: SessionStatus,
    protected readonly cookies: SessionCookies,
    protected readonly sameOrigin: SameOriginGuard,
    protected readonly clock: Clock,
    reflector: Reflector,
  ) {
    this.#metadata = new AuthMetadataReader(reflector);
  }

  /** Returns a promise only if a step is asynchronous: awaiting would dominate the cost of a cached token. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const requirements = this.getRequirements(context);
    if (requirements.access === 'public') return true;
    const request = this.getRequest(context);
    assertHttpRequest(request, context);
    this.checkOrigin(request);
    const token = this.getToken(request);
    const principal = token === undefined ? undefined : this.authenticate(token, request);
    return principal === undefined || principal instanceof Promise
      ? this.#allowAsync(principal, token, context, requirements)
      : this.#allow(principal, request, requirements);
  }

  /** Returns the requirements of the route. Default: those of its decorators. */
  protected getRequirements(context: ExecutionContext): AccessRequirements {
    return this.#metadata.read(context);
  }

  /**
   * Returns the HTTP request of the context. Override it for GraphQL (`GqlExecutionContext`) or WebSockets
   * (the handshake request).
   */
  protected getRequest(context: ExecutionContext): HttpRequest {
    // The same as `switchToHttp().getRequest()`, which allocates three functions per call.
    return context.getArgByIndex<HttpRequest>(0);
  }

  /**
   * Requires a request with session cookies to come from the app's own origin, unless its method is safe. A WebSocket
   * handshake must come from that origin, too.
   *
   * @throws SocialAuthError `cross_site_request`
   */
  protected checkOrigin(request: HttpRequest): void {
    if (isSafeRequest(request)) return;
    const { cookies } = this;
    const sessionCookie = cookies.accessToken(request) ?? cookies.refreshToken(request);
    if (sessionCookie !== undefined) this.sameOrigin.check(request);
  }

  /** Returns the access token of a request. A Bearer token takes precedence over the cookie. */
  protected getToken(request: HttpRequest): string | undefined {
    return bearerToken(request) ?? this.cookies.accessToken(request);
  }

  /** Returns the principal of a token, or undefined when the token is invalid or its session is not active. */
  protected authenticate(
    token: string,
    request: HttpRequest,
  ): Principal | undefined | Promise<Principal | undefined> {
    const principal = this.accessTokens.verify(token);
    return principal === undefined
      ? this.#authenticateAfterRotation(token, request)
      : this.#validateSession(principal, request);
  }

  /**
   * Handles a request without a valid token. Returns another principal, or throws.
   *
   * When it returns undefined, the guard denies access unless the route is `@OptionalAuth()`.
   *
   * @throws UnauthenticatedError unless the route is `@OptionalAuth()`.
   */
  protected handleUnauthenticated(
    _context: ExecutionContext,
    token: string | undefined,
    { access }: AccessRequirements,
  ): Principal | undefined | Promise<Principal | undefined> {
    if (access === 'optional') return undefined;
    throw token === undefined
      ? new UnauthenticatedError('unauthenticated', {
          reason: 'the request has no access token',
        })
      : new UnauthenticatedError('invalid_token', {
          reason: 'the access token is invalid or expired, or its session is not active',
        });
  }

  /**
   * Checks the principal against the requirements of the route.
   *
   * @throws SocialAuthError `forbidden`, `insufficient_scope` or `recent_login_required`
   */
  protected authorize(principal: Principal, requirements: AccessRequirements): void {
    checkRequirements(principal, requirements, this.clock.milliseconds());
  }

  #allow(principal: Principal, request: HttpRequest, requirements: AccessRequirements): true {
    request.principal = principal;
    this.authorize(principal, requirements);
    return true;
  }

  async #allowAsync(
    authenticated: Promise<Principal | undefined> | undefined,
    token: string | undefined,
    context: ExecutionContext,
    requirements: AccessRequirements,
  ): Promise<boolean> {
    const principal =
      (await authenticated) ?? (await this.handleUnauthenticated(context, token, requirements));
    // Denies access even if a subclass overrides `handleUnauthenticated` and does not throw.
    if (principal === undefined) return requirements.access === 'optional';
    return this.#allow(principal, this.getRequest(context), requirements);
  }

  async #authenticateAfterRotation(
    token: string,
    request: HttpRequest,
  ): Promise<Principal | undefined> {
    const principal = await this.accessTokens.verifyAfterRotation(token);
    return principal === undefined ? undefined : this.#validateSession(principal, request);
  }

  /** Accepts only active sessions, and in a cookie only browser sessions. */
  #validateSession(
    principal: Principal,
    request: HttpRequest,
  ): Principal | undefined | Promise<Principal | undefined> {
    const { clientId, sessionId } = principal;
    if (clientId !== BROWSER_CLIENT_ID && bearerToken(request) === undefined) return undefined;
    const active = this.sessionStatus.isActive(sessionId);
    if (active instanceof Promise) {
      return active.then((isActive) => (isActive ? principal : undefined));
    }
    return active ? principal : undefined;
  }
}

/** @throws UnauthenticatedError when a context, such as a message of a microservice, has no HTTP request. */
function assertHttpRequest(
  request: Partial<HttpRequest> | undefined,
  context: ExecutionContext,
): void {
  if (typeof request?.headers === 'object') return;
  throw new UnauthenticatedError('unauthenticated', {
    reason:
      `the context ${context.getType()} has no HTTP request. Override getRequest() of the guard, ` +
      'or apply @Public() to the handler',
  });
}
