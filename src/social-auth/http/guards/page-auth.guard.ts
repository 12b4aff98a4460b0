import { Injectable, type ExecutionContext } from '@nestjs/common';
import { UnauthenticatedError } from '../../core/errors.js';
import type { Principal } from '../../core/principal.js';
import { RefreshSession } from '../../flows/refresh-session.js';
import { AccessTokenService } from '../../tokens/access-token.service.js';
import { RefreshTokenService } from '../../tokens/refresh-token.service.js';
import { SessionCookies } from '../cookies/session-cookies.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';

/**
 * The `JwtAuthGuard` of pages: when the access cookie is gone but the session lives, it renews both
 * cookies within the same request, so that nobody is bounced to the login page.
 */
@Injectable()
export class PageAuthGuard extends JwtAuthGuard {
  constructor(
    accessTokens: AccessTokenService,
    cookies: SessionCookies,
    private readonly refreshTokens: RefreshTokenService,
    private readonly refreshSession: RefreshSession,
  ) {
    super(accessTokens, cookies);
  }

  protected override async handleUnauthenticated(
    context: ExecutionContext,
    token: string | undefined,
  ): Promise<Principal | undefined> {
    const sent = this.cookies.refreshToken(this.getRequest(context));
    const claims = sent === undefined ? undefined : this.refreshTokens.verify(sent);
    if (claims === undefined) return super.handleUnauthenticated(context, token);
    const response: unknown = context.switchToHttp().getResponse();
    try {
      const { userId, sessionId, roles, ...pair } = await this.refreshSession.run(claims);
      this.cookies.write(response, pair);
      return { userId, sessionId, roles, scopes: [] };
    } catch (error) {
      if (error instanceof UnauthenticatedError) this.cookies.clear(response);
      throw error;
    }
  }
}
