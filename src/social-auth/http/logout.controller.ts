import { Controller, HttpStatus, Post, Req, Res, UseGuards } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SignOut } from '../flows/sign-out.js';
import { AccessTokenService } from '../tokens/access-token.service.js';
import { RefreshTokenService } from '../tokens/refresh-token.service.js';
import { BrowserMemory } from './cookies/browser-memory.js';
import { SessionCookies } from './cookies/session-cookies.js';
import { SameOriginGuard } from './guards/same-origin.guard.js';
import { isForm, wantsPage, type HttpRequest } from './http-request.js';
import { ResponseHeaders } from './response-headers.js';

/** Ends the session a browser has; without one there is nothing to do, and that is no error. */
@Controller('auth/logout')
export class LogoutController {
  constructor(
    private readonly signOut: SignOut,
    private readonly cookies: SessionCookies,
    private readonly accessTokens: AccessTokenService,
    private readonly refreshTokens: RefreshTokenService,
    private readonly memory: BrowserMemory,
    private readonly headers: ResponseHeaders,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  @Post()
  @UseGuards(SameOriginGuard)
  async logout(@Req() request: HttpRequest, @Res() response: unknown): Promise<void> {
    for (const sessionId of this.#sessionIds(request)) await this.signOut.run(sessionId);
    this.cookies.clear(response);
    this.headers.makePrivate(response);
    const { httpAdapter } = this.adapterHost;
    if (wantsPage(request) || isForm(request)) {
      this.memory.leaveNotice(response, 'signed_out');
      httpAdapter.redirect(response, HttpStatus.SEE_OTHER, '/login');
    } else {
      httpAdapter.reply(response, undefined, HttpStatus.NO_CONTENT);
    }
  }

  /** The sessions that either cookie names: an expired access cookie must not keep the session alive. */
  #sessionIds(request: HttpRequest): Set<string> {
    const access = this.cookies.accessToken(request);
    const refresh = this.cookies.refreshToken(request);
    const principals = [
      access === undefined ? undefined : this.accessTokens.verify(access),
      refresh === undefined ? undefined : this.refreshTokens.verify(refresh),
    ];
    return new Set(principals.flatMap((principal) => (principal ? [principal.sessionId] : [])));
  }
}
