import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Clock } from '../../../time/clock.js';
import { UnauthenticatedError } from '../../core/errors.js';
import type { Principal } from '../../../access-token/principal.js';
import { SessionStatus } from '../../flows/session-status.js';
import { RefreshSession } from '../../flows/refresh-session.js';
import { AccessTokenService, type IssuedAccessToken } from '../../tokens/access-token.service.js';
import type { RefreshClaims } from '../../tokens/refresh-token.service.js';
import { CookieSession } from '../credentials/cookie-session.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { bearerToken } from '../../../access-token/bearer-token.js';
import type { HttpRequest } from '../request/http-request.js';
import type { AccessRequirements } from './access-requirements.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { SameOriginGuard } from './same-origin.guard.js';

/**
 * The `JwtAuthGuard` of pages: when the access cookie is gone but the session lives, it renews both
 * cookies within the same request, so that nobody is bounced to the login page.
 */
@Injectable()
export class PageAuthGuard extends JwtAuthGuard {
  constructor(
    accessTokens: AccessTokenService,
    checkSession: SessionStatus,
    cookies: SessionCookies,
    sameOrigin: SameOriginGuard,
    clock: Clock,
    reflector: Reflector,
    private readonly browserSession: CookieSession,
    private readonly refreshSession: RefreshSession,
  ) {
    super(accessTokens, checkSession, cookies, sameOrigin, clock, reflector);
  }

  protected override async handleUnauthenticated(
    context: ExecutionContext,
    token: string | undefined,
    requirements: AccessRequirements,
  ): Promise<Principal | undefined> {
    const request = this.getRequest(context);
    const claims =
      bearerToken(request) === undefined ? this.browserSession.fromRequest(request) : undefined;
    if (claims === undefined) return super.handleUnauthenticated(context, token, requirements);
    const response: unknown = context.switchToHttp().getResponse();
    const access = isFromElsewhere(request)
      ? await this.#renewAccess(claims, response)
      : await this.#refresh(claims, response);
    if (access === undefined) return super.handleUnauthenticated(context, token, requirements);
    return this.accessTokens.verify(access.token);
  }

  async #refresh(claims: RefreshClaims, response: unknown): Promise<IssuedAccessToken | undefined> {
    try {
      const pair = await this.refreshSession.run(claims);
      this.cookies.write(response, pair);
      return pair.access;
    } catch (error) {
      if (!(error instanceof UnauthenticatedError)) throw error;
      this.cookies.clear(response);
      return undefined;
    }
  }

  /** Another site that opens our page must not use up the refresh token. */
  async #renewAccess(
    claims: RefreshClaims,
    response: unknown,
  ): Promise<IssuedAccessToken | undefined> {
    const access = await this.refreshSession.reissueAccessToken(claims);
    if (access !== undefined) this.cookies.writeAccess(response, access);
    return access;
  }
}

/** Whether another site caused the request, as far as the browser says (W3C Fetch Metadata). */
function isFromElsewhere({ headers }: HttpRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
