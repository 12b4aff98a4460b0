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
import { SocialAuthError } from '../../core/errors.js';
import type { Principal } from '../../../access-token/principal.js';
import { RevokeSessions } from '../../flows/revoke-sessions.js';
import { SessionStore } from '../../sessions/session.store.js';
import { FlashMessages } from '../request/flash-messages.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import { PageAuthGuard } from '../guards/page-auth.guard.js';
import { isUuid } from '../request/http-request.js';
import { NoStore } from '../request/no-store.decorator.js';
import { toSessionViews, type SessionView } from '../views/session-view.js';

/** Lets people see and end their own sessions. */
@UseGuards(PageAuthGuard)
@NoStore()
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionStore,
    private readonly endSessions: RevokeSessions,
    private readonly cookies: SessionCookies,
    private readonly memory: FlashMessages,
  ) {}

  @Get()
  async list(@CurrentPrincipal() { userId, sessionId }: Principal): Promise<SessionView[]> {
    return toSessionViews(await this.sessions.listActive(userId, sessionId), sessionId);
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
    this.memory.set(response, 'other_sessions_ended');
  }

  @Post(':id/end')
  @Redirect('/', 303)
  async endByForm(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<void> {
    await this.end(principal, id, response);
    this.memory.set(response, 'session_ended');
  }
}
