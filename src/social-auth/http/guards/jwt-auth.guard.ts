import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { bearerToken } from '../../../access-token/bearer-token.js';
import { contextRequestOrHandshake, Handshake } from '../../../access-token/context-request.js';
import type { Principal } from '../../../access-token/principal.js';
import { createWsException } from '../../../access-token/transport-errors.js';
import { Clock } from '../../../time/clock.js';
import { SocialAuthError, UnauthenticatedError } from '../../core/errors.js';
import { SessionStatus } from '../../flows/session-status.js';
import { AccessTokenService } from '../../tokens/access-token.service.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { reportError } from '../errors/report-error.js';
import { isSafeRequest, opensWebSocket, type HttpRequest } from '../request/http-request.js';
import type { AccessRequirements } from './access-requirements.js';
import { AuthMetadataReader } from './auth-metadata-reader.js';
import {
  authenticateToken,
  unauthenticatedError,
  type Authentication,
} from './authenticate-token.js';
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
 * It also guards GraphQL resolvers and, together with `WebSocketAuth`, the messages of WebSocket gateways. A context
 * without an HTTP request, such as a message of a microservice, is rejected unless its handler is `@Public()`.
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

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return context.getType() === 'ws' ? this.#activateMessage(context) : this.#activate(context);
  }

  /** Returns the requirements of the route. Default: the requirements in its decorators. */
  protected getRequirements(context: ExecutionContext): AccessRequirements {
    return this.#metadata.read(context);
  }

  /**
   * Returns the HTTP request of a route or of a GraphQL operation, or the handshake of a WebSocket. Override this method
   * for other contexts, such as the messages of a microservice.
   */
  protected getRequest(context: ExecutionContext): HttpRequest {
    return contextRequestOrHandshake(context) as HttpRequest;
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
    return authenticateToken(this.accessTokens, this.sessionStatus, token, request);
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
    throw unauthenticatedError('request', token);
  }

  /**
   * Checks the principal against the requirements of the route.
   *
   * @throws SocialAuthError `forbidden`, `insufficient_scope` or `recent_login_required`
   */
  protected authorize(principal: Principal, requirements: AccessRequirements): void {
    checkRequirements(principal, requirements, this.clock.milliseconds());
  }

  /** Returns a promise only if a step is asynchronous, because awaiting would take longer than finding a cached token. */
  #activate(context: ExecutionContext): boolean | Promise<boolean> {
    const requirements = this.getRequirements(context);
    if (requirements.access === 'public') return true;
    const request = this.getRequest(context);
    assertHttpRequest(request, context);
    const token = this.getToken(request);
    const principal = this.#authenticate(token, request);
    return principal === undefined || principal instanceof Promise
      ? this.#allowAsync(principal, token, context, requirements)
      : this.#allow(principal, request, requirements);
  }

  /** Converts errors, because Nest applies no global filters to the messages of a gateway. */
  async #activateMessage(context: ExecutionContext): Promise<boolean> {
    try {
      return await this.#activate(context);
    } catch (error) {
      throw error instanceof SocialAuthError ? await createWsException(reportError(error)) : error;
    }
  }

  #authenticate(token: string | undefined, request: HttpRequest): Authentication {
    if (request instanceof Handshake) return this.#authenticateHandshake(request);
    this.checkOrigin(request);
    if (token === undefined) return undefined;
    this.#assertNoWebSocketCookie(token, request);
    return this.authenticate(token, request);
  }

  /**
   * Rejects the cookie of a WebSocket after it was opened. Its headers then do not prove the origin any more, because
   * Mercurius adds headers that the client sends in its first message.
   *
   * @throws UnauthenticatedError
   */
  #assertNoWebSocketCookie(token: string, request: HttpRequest): void {
    if (!opensWebSocket(request) || token !== this.cookies.accessToken(request)) return;
    throw new UnauthenticatedError('unauthenticated', {
      reason:
        'the cookie of a WebSocket is accepted only when it connects. ' +
        'Call WebSocketAuth.accept() or protect() for the connection',
    });
  }

  /** Accepts the principal of a handshake even if its access token has expired since, as long as its session is active. */
  async #authenticateHandshake(handshake: Handshake): Promise<Principal | undefined> {
    const { principal } = handshake;
    if (principal === undefined) return undefined;
    const isActive = await this.sessionStatus.isActive(principal.sessionId);
    if (!isActive) delete handshake.principal;
    return handshake.principal;
  }

  #allow(principal: Principal, request: HttpRequest, requirements: AccessRequirements): true {
    request.principal = principal;
    this.authorize(principal, requirements);
    return true;
  }

  async #allowAsync(
    authenticated: Authentication,
    token: string | undefined,
    context: ExecutionContext,
    requirements: AccessRequirements,
  ): Promise<boolean> {
    let principal = await authenticated;
    if (principal === undefined) {
      // An earlier operation may have set the principal, because the request of a WebSocket outlives the session.
      delete this.getRequest(context).principal;
      principal = await this.handleUnauthenticated(context, token, requirements);
    }
    // Denies access even if a subclass overrides `handleUnauthenticated` and does not throw.
    if (principal === undefined) return requirements.access === 'optional';
    return this.#allow(principal, this.getRequest(context), requirements);
  }
}

/** @throws UnauthenticatedError when a context, such as a message of a microservice, has no HTTP request. */
function assertHttpRequest(
  request: Partial<HttpRequest> | undefined,
  context: ExecutionContext,
): void {
  if (typeof request?.headers === 'object') return;
  const type = context.getType<string>();
  const fix =
    type === 'ws'
      ? 'Call WebSocketAuth.protect() in afterInit() of the gateway'
      : 'Override getRequest() of the guard';
  throw new UnauthenticatedError('unauthenticated', {
    reason: `the context ${type} has no HTTP request. ${fix}, or apply @Public() to the handler`,
  });
}
