import { Body, Controller, HttpStatus, Post, Req, Res, UseGuards } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RevokeSessions } from '../../flows/revoke-sessions.js';
import { AccessTokenService } from '../../tokens/access-token.service.js';
import { RefreshTokenService } from '../../tokens/refresh-token.service.js';
import { FlashMessages } from '../request/flash-messages.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { Public } from '../guards/access-requirements.js';
import { SameOriginGuard } from '../guards/same-origin.guard.js';
import { bearerToken } from '../../../access-token/bearer-token.js';
import { isFormPost, acceptsHtml, type HttpRequest } from '../request/http-request.js';
import { ResponseHeaders } from '../request/response-headers.js';

/** Ends the session a browser has; without one there is nothing to do, and that is no error. */
@Public()
@Controller('auth/logout')
export class LogoutController {
  constructor(
    private readonly endSessions: RevokeSessions,
    private readonly cookies: SessionCookies,
    private readonly accessTokens: AccessTokenService,
    private readonly refreshTokens: RefreshTokenService,
    private readonly memory: FlashMessages,
    private readonly headers: ResponseHeaders,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  @Post()
  @UseGuards(SameOriginGuard)
  async logout(
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const everywhere = body?.['everywhere'] === 'true' || body?.['everywhere'] === true;
    for (const { userId, sessionId } of this.#sessions(request)) {
      const ended = await this.endSessions.run(userId, { only: sessionId }, 'logout');
      // Tokens of a session that was over before have no say over the others.
      if (everywhere && ended.length > 0)
        {await this.endSessions.run(userId, { all: true }, 'logout');}
    }
    this.cookies.clear(response);
    this.headers.setNoStore(response);
    const { httpAdapter } = this.adapterHost;
    if (acceptsHtml(request) || isFormPost(request)) {
      this.memory.set(response, everywhere ? 'signed_out_everywhere' : 'signed_out');
      httpAdapter.redirect(response, HttpStatus.SEE_OTHER, '/login');
    } else {
      httpAdapter.reply(response, undefined, HttpStatus.NO_CONTENT);
    }
  }

  /** The sessions that a Bearer token or either cookie names: an expired access cookie must not keep the session alive. */
  #sessions(request: HttpRequest): { userId: string; sessionId: string }[] {
    const bearer = bearerToken(request);
    const access = bearer ?? this.cookies.accessToken(request);
    const refresh = bearer === undefined ? this.cookies.refreshToken(request) : undefined;
    const named = [
      access === undefined ? undefined : this.accessTokens.verify(access),
      refresh === undefined ? undefined : this.refreshTokens.verify(refresh),
    ];
    return named.filter((session) => session !== undefined);
  }
}
