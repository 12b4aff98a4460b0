import { Controller, Delete, Get, HttpCode, Post, Redirect, Res, UseGuards } from '@nestjs/common';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import type { Principal } from '../../../access-token/principal.js';
import { SocialAuthError } from '../../core/errors.js';
import { RevokeSessions } from '../../flows/revoke-sessions.js';
import { SessionStore } from '../../sessions/session.store.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { PageAuthGuard } from '../guards/page-auth.guard.js';
import { FlashMessages } from '../request/flash-messages.js';
import { IdParam } from '../request/id-param.decorator.js';
import { NoStore } from '../request/no-store.decorator.js';
import { toSessionViews, type SessionView } from '../views/session-view.js';

/** Lists and revokes the sessions of the current user. */
@UseGuards(PageAuthGuard)
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionStore,
    private readonly revokeSessions: RevokeSessions,
    private readonly cookies: SessionCookies,
    private readonly flashMessages: FlashMessages,
  ) {}

  @Get()
  @NoStore()
  async list(@CurrentPrincipal() { userId, sessionId }: Principal): Promise<SessionView[]> {
    return toSessionViews(await this.sessions.listActive(userId, sessionId), sessionId);
  }

  /** Revokes all sessions except the current one. */
  @Delete()
  @NoStore()
  @HttpCode(204)
  async revokeOthers(@CurrentPrincipal() { userId, sessionId }: Principal): Promise<void> {
    await this.revokeSessions.run(userId, { allBut: sessionId }, 'revoked');
  }

  @Delete(':id')
  @NoStore()
  @HttpCode(204)
  async revoke(
    @CurrentPrincipal() { userId, sessionId }: Principal,
    @IdParam('session_not_found') id: string,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<void> {
    const revoked = await this.revokeSessions.run(userId, { only: id }, 'revoked');
    if (revoked.length === 0) {
      throw new SocialAuthError('session_not_found', {
        reason: 'the user has no active session with this id',
      });
    }
    if (revoked.includes(sessionId)) this.cookies.clear(response);
  }

  /** The same as `DELETE /auth/sessions` for HTML forms, which support only GET and POST. */
  @Post('end-others')
  @NoStore()
  @Redirect('/', 303)
  async revokeOthersByForm(
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<void> {
    await this.revokeOthers(principal);
    this.flashMessages.set(response, 'other_sessions_revoked');
  }

  /** The same as `DELETE /auth/sessions/:id` for HTML forms. */
  @Post(':id/end')
  @NoStore()
  @Redirect('/', 303)
  async revokeByForm(
    @CurrentPrincipal() principal: Principal,
    @IdParam('session_not_found') id: string,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<void> {
    await this.revoke(principal, id, response);
    this.flashMessages.set(response, 'session_revoked');
  }
}
