import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { bearerToken } from '../../../access-token/bearer-token.js';
import type { Principal } from '../../../access-token/principal.js';
import { Clock } from '../../../time/clock.js';
import { UnauthenticatedError } from '../../core/errors.js';
import { RefreshSession } from '../../flows/refresh-session.js';
import { SessionStatus } from '../../flows/session-status.js';
import { AccessTokenService, type IssuedAccessToken } from '../../tokens/access-token.service.js';
import type { RefreshClaims } from '../../tokens/refresh-token.service.js';
import { CookieSession } from '../credentials/cookie-session.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { isSafeMethod, type HttpRequest } from '../request/http-request.js';
import { isNavigation, isSpeculative } from '../request/speculative-request.js';
import type { AccessRequirements } from './access-requirements.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { SameOriginGuard } from './same-origin.guard.js';

/**
 * The `JwtAuthGuard` of pages and forms: refreshes an active session whose access cookie has expired within the
 * same request, instead of redirecting the browser to the login page. A refresh queries the database.
 *
 * Apply it to a route, a controller, or the whole app (`APP_GUARD`).
 *
 * @throws the same errors as `JwtAuthGuard`
 * @publicApi
 * @example
 * ```ts
 * @UseGuards(PageAuthGuard)
 * @Controller('dashboard')
 * export class DashboardController {}
 * ```
 */
@Injectable()
export class PageAuthGuard extends JwtAuthGuard {
  constructor(
    accessTokens: AccessTokenService,
    sessionStatus: SessionStatus,
    cookies: SessionCookies,
    sameOrigin: SameOriginGuard,
    clock: Clock,
    reflector: Reflector,
    private readonly cookieSession: CookieSession,
    private readonly refreshSession: RefreshSession,
  ) {
    super(accessTokens, sessionStatus, cookies, sameOrigin, clock, reflector);
  }

  protected override async handleUnauthenticated(
    context: ExecutionContext,
    token: string | undefined,
    requirements: AccessRequirements,
  ): Promise<Principal | undefined> {
    const request = this.getRequest(context);
    // Only an HTTP route has a response that can set cookies.
    const isRefreshable = context.getType() === 'http' && bearerToken(request) === undefined;
    const claims = isRefreshable ? this.cookieSession.fromRequest(request) : undefined;
    if (claims === undefined) return super.handleUnauthenticated(context, token, requirements);
    const response: unknown = context.switchToHttp().getResponse();
    const access = isReplaceable(request)
      ? await this.#refresh(claims, request, response)
      : await this.#reissueAccessToken(claims, request, response);
    if (access === undefined) return super.handleUnauthenticated(context, token, requirements);
    return this.accessTokens.verify(access.token);
  }

  async #refresh(
    claims: RefreshClaims,
    request: HttpRequest,
    response: unknown,
  ): Promise<IssuedAccessToken | undefined> {
    try {
      const pair = await this.refreshSession.run(claims);
      this.cookies.write(response, pair);
      return pair.access;
    } catch (error) {
      if (!(error instanceof UnauthenticatedError)) throw error;
      await this.cookieSession.end(request, response);
      return undefined;
    }
  }

  /** Keeps the refresh token. A speculative request changes no cookie. */
  async #reissueAccessToken(
    claims: RefreshClaims,
    request: HttpRequest,
    response: unknown,
  ): Promise<IssuedAccessToken | undefined> {
    const access = await this.refreshSession.reissueAccessToken(claims);
    if (isSpeculative(request)) return access;
    if (access === undefined) await this.cookieSession.endIfInactive(request, response);
    else this.cookies.writeAccess(response, access);
    return access;
  }
}

/**
 * Returns whether the refresh token can be replaced, because the browser will store the response.
 *
 * A page of another site, a prefetch or an aborted script could discard the response with the new refresh token. The
 * next use of the old one would then be indistinguishable from theft.
 */
function isReplaceable(request: HttpRequest): boolean {
  return !isCrossSite(request) && (isNavigation(request) || !isSafeMethod(request));
}

/** Returns whether the browser reports another origin as the initiator of the request (W3C Fetch Metadata). */
function isCrossSite({ headers }: HttpRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
