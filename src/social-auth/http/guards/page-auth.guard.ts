import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { BROWSER_CLIENT } from '../../core/client.js';
import { Clock } from '../../core/clock.js';
import { UnauthenticatedError } from '../../core/errors.js';
import type { Principal } from '../../core/principal.js';
import { CheckSession } from '../../flows/check-session.js';
import { RefreshSession } from '../../flows/refresh-session.js';
import { AccessTokenService } from '../../tokens/access-token.service.js';
import { RefreshTokenService } from '../../tokens/refresh-token.service.js';
import { SessionCookies } from '../cookies/session-cookies.js';
import type { AccessRequirements } from './access-requirements.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';

/**
 * The `JwtAuthGuard` of pages: when the access cookie is gone but the session lives, it renews both
 * cookies within the same request, so that nobody is bounced to the login page.
 */
@Injectable()
export class PageAuthGuard extends JwtAuthGuard {
  constructor(
    accessTokens: AccessTokenService,
    checkSession: CheckSession,
    cookies: SessionCookies,
    clock: Clock,
    reflector: Reflector,
    private readonly refreshTokens: RefreshTokenService,
    private readonly refreshSession: RefreshSession,
  ) {
    super(accessTokens, checkSession, cookies, clock, reflector);
  }

  protected override async handleUnauthenticated(
    context: ExecutionContext,
    token: string | undefined,
    requirements: AccessRequirements,
  ): Promise<Principal | undefined> {
    const sent = this.cookies.refreshToken(this.getRequest(context));
    const claims = sent === undefined ? undefined : this.refreshTokens.verify(sent);
    if (claims?.clientId !== BROWSER_CLIENT) {
      return super.handleUnauthenticated(context, token, requirements);
    }
    const response: unknown = context.switchToHttp().getResponse();
    try {
      const pair = await this.refreshSession.run(claims);
      this.cookies.write(response, pair);
      return this.accessTokens.verify(pair.access.token);
    } catch (error) {
      if (!(error instanceof UnauthenticatedError)) throw error;
      this.cookies.clear(response);
      return super.handleUnauthenticated(context, token, requirements);
    }
  }
}
