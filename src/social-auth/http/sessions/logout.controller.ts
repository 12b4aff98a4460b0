import { Body, Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { bearerToken } from '../../../access-token/bearer-token.js';
import type { Principal } from '../../../access-token/principal.js';
import { UnauthenticatedError } from '../../core/errors.js';
import { RevokeSessions } from '../../flows/revoke-sessions.js';
import { AccessTokenService } from '../../tokens/access-token.service.js';
import { RefreshTokenService } from '../../tokens/refresh-token.service.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { Public } from '../guards/access-requirements.js';
import { SameOriginGuard } from '../guards/same-origin.guard.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import { FlashMessages } from '../request/flash-messages.js';
import { acceptsHtml, isFormPost, type HttpRequest } from '../request/http-request.js';
import { LastProviderCookie } from '../request/last-provider-cookie.js';
import { ResponseHeaders } from '../request/response-headers.js';
import { ResponseSender } from '../request/response-sender.js';
import { RoutePaths } from '../request/route-paths.js';
import { LOGOUT_ROUTES } from './logout.openapi.js';

/**
 * Signs out: revokes the session of a request and clears its cookies. Succeeds without a session, too. Fails with an
 * invalid Bearer token, because a client that stores tokens must know that its session is still active.
 */
@ApiRoutes(LOGOUT_ROUTES)
@Public()
@Controller('auth/logout')
export class LogoutController {
  constructor(
    private readonly revokeSessions: RevokeSessions,
    private readonly cookies: SessionCookies,
    private readonly accessTokens: AccessTokenService,
    private readonly refreshTokens: RefreshTokenService,
    private readonly flashMessages: FlashMessages,
    private readonly lastProvider: LastProviderCookie,
    private readonly headers: ResponseHeaders,
    private readonly sender: ResponseSender,
    private readonly paths: RoutePaths,
  ) {}

  @Post()
  @UseGuards(SameOriginGuard)
  async logout(
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const everywhere = body?.['everywhere'] === 'true' || body?.['everywhere'] === true;
    for (const { userId, sessionId } of await this.#sessionsOf(request)) {
      const revoked = await this.revokeSessions.run(userId, { only: sessionId }, 'logout');
      // A token of an inactive session must not revoke the other sessions.
      if (everywhere && revoked.length > 0) {
        await this.revokeSessions.run(userId, { all: true }, 'logout');
      }
    }
    this.cookies.clear(response);
    this.lastProvider.setSignedOut(request, response);
    this.headers.setNoStore(response);
    if (acceptsHtml(request) || isFormPost(request)) {
      this.flashMessages.set(response, everywhere ? 'signed_out_everywhere' : 'signed_out');
      this.sender.seeOther(response, this.paths.login());
    } else {
      this.sender.noContent(response);
    }
  }

  /**
   * Returns the session of the Bearer token, or the sessions of both cookies, because the access cookie may have expired.
   *
   * @throws UnauthenticatedError `invalid_token` when the Bearer token is invalid or expired
   */
  async #sessionsOf(request: HttpRequest): Promise<{ userId: string; sessionId: string }[]> {
    const bearer = bearerToken(request);
    if (bearer !== undefined) return [await this.#verify(bearer)];
    const access = this.cookies.accessToken(request);
    const refresh = this.cookies.refreshToken(request);
    const sessions = [
      access === undefined ? undefined : this.accessTokens.verify(access),
      refresh === undefined ? undefined : this.refreshTokens.verify(refresh),
    ];
    return sessions.filter((session) => session !== undefined);
  }

  async #verify(token: string): Promise<Principal> {
    const { accessTokens } = this;
    const principal = accessTokens.verify(token) ?? (await accessTokens.verifyAfterRotation(token));
    if (principal !== undefined) return principal;
    throw new UnauthenticatedError('invalid_token', {
      reason: 'the access token is invalid or expired',
    });
  }
}
