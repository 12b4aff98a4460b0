import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Redirect,
  Res,
  UseGuards,
} from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import type { Principal } from '../core/principal.js';
import { EndSessions } from '../flows/end-sessions.js';
import { SessionStore } from '../sessions/session.store.js';
import { BrowserMemory } from './cookies/browser-memory.js';
import { SessionCookies } from './cookies/session-cookies.js';
import { CurrentPrincipal } from './guards/current-principal.decorator.js';
import { PageAuthGuard } from './guards/page-auth.guard.js';
import { isUuid } from './http-request.js';
import { PrivateResponses } from './private-responses.decorator.js';
import { sessionViews, type SessionView } from './session-view.js';

/** Lets people see and end their own sessions. */
@UseGuards(PageAuthGuard)
@PrivateResponses()
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionStore,
    private readonly endSessions: EndSessions,
    private readonly cookies: SessionCookies,
    private readonly memory: BrowserMemory,
  ) {}

  @Get()
  async list(@CurrentPrincipal() { userId, sessionId }: Principal): Promise<SessionView[]> {
    return sessionViews(await this.sessions.listLive(userId, sessionId), sessionId);
  }

  @Delete()
  @HttpCode(204)
  async endOthers(@CurrentPrincipal() { userId, sessionId }: Principal): Promise<void> {
    await this.endSessions.run(userId, { allBut: sessionId }, 'revoked');
  }

  @Delete(':id')
  @HttpCode(204)
  async end(
    @CurrentPrincipal() { userId, sessionId }: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<void> {
    const ended = isUuid(id) ? await this.endSessions.run(userId, { only: id }, 'revoked') : [];
    if (ended.length === 0) {
      throw new SocialAuthError('session_not_found', {
        reason: 'no living session of that id and user',
      });
    }
    if (ended.includes(sessionId)) this.cookies.clear(response);
  }

  /** The same for the forms of the account page, which know neither DELETE nor a script. */
  @Post('end-others')
  @Redirect('/', 303)
  async endOthersByForm(
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<void> {
    await this.endOthers(principal);
    this.memory.leaveNotice(response, 'other_sessions_ended');
  }

  @Post(':id/end')
  @Redirect('/', 303)
  async endByForm(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<void> {
    await this.end(principal, id, response);
    this.memory.leaveNotice(response, 'session_ended');
  }
}
