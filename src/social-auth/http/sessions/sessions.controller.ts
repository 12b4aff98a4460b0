import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import type { Principal } from '../../../access-token/principal.js';
import { SocialAuthError } from '../../core/errors.js';
import { Clock } from '../../../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { RevokeSessions } from '../../flows/revoke-sessions.js';
import { EndSessionPage } from '../../pages/end-session-page.js';
import { SessionStore } from '../../sessions/session.store.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { PageAuthGuard } from '../guards/page-auth.guard.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import { FlashMessages } from '../request/flash-messages.js';
import type { HttpRequest } from '../request/http-request.js';
import { IdParam } from '../request/id-param.decorator.js';
import { Localizer } from '../request/localizer.js';
import { NoStore } from '../request/no-store.decorator.js';
import { PageRenderer } from '../request/page-renderer.js';
import { ResponseSender } from '../request/response-sender.js';
import { RoutePaths } from '../request/route-paths.js';
import { toSessionViews } from '../views/session-view.js';
import { deviceLabel, parseUserAgent } from '../views/user-agent.js';
import { SESSIONS_ROUTES } from './sessions.openapi.js';

/** Lists and revokes the sessions of the current user. */
@ApiRoutes(SESSIONS_ROUTES)
@UseGuards(PageAuthGuard)
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionStore,
    private readonly revokeSessions: RevokeSessions,
    private readonly cookies: SessionCookies,
    private readonly flashMessages: FlashMessages,
    private readonly sender: ResponseSender,
    private readonly paths: RoutePaths,
    private readonly localizer: Localizer,
    private readonly renderer: PageRenderer,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  @Get()
  @NoStore()
  async list(
    @CurrentPrincipal() { userId, sessionId }: Principal,
    @Res() response: unknown,
  ): Promise<void> {
    const sessions = await this.sessions.listActive(userId, sessionId);
    this.sender.ok(response, toSessionViews(sessions, sessionId));
  }

  /** Revokes all sessions except the current one. */
  @Delete()
  @NoStore()
  @HttpCode(204)
  async revokeOthers(
    @CurrentPrincipal() principal: Principal,
    @Res() response: unknown,
  ): Promise<void> {
    await this.#revokeOthers(principal);
    this.sender.noContent(response);
  }

  @Delete(':id')
  @NoStore()
  @HttpCode(204)
  async revoke(
    @CurrentPrincipal() principal: Principal,
    @IdParam('session_not_found') id: string,
    @Res() response: unknown,
  ): Promise<void> {
    await this.#revoke(principal, id, response);
    this.sender.noContent(response);
  }

  /** The same as `DELETE /auth/sessions` for HTML forms, which support only GET and POST. */
  @Post('end-others')
  @NoStore()
  async revokeOthersByForm(
    @CurrentPrincipal() principal: Principal,
    @Res() response: unknown,
  ): Promise<void> {
    await this.#revokeOthers(principal);
    this.flashMessages.set(response, 'other_sessions_revoked');
    this.sender.seeOther(response, this.paths.account);
  }

  /**
   * Asks for confirmation. An email about a new sign-in can link to this page, because only the user of the session sees
   * it.
   */
  @Get(':id/end')
  async confirmRevoke(
    @CurrentPrincipal() { userId }: Principal,
    @IdParam('session_not_found') id: string,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const session = await this.sessions.findActive(id);
    if (session?.userId !== userId) throw sessionNotFound();
    const localization = this.localizer.forRequest(request);
    const html = this.renderer.render(request, response, EndSessionPage, {
      branding: this.options.pages,
      accountUrl: this.paths.account,
      id,
      device: deviceLabel(parseUserAgent(session.userAgent), localization),
      label: this.renderer.provider(session.provider).label,
      signedInAt: session.createdAt,
      now: this.clock.now(),
    });
    this.sender.ok(response, html);
  }

  /** The same as `DELETE /auth/sessions/:id` for HTML forms. */
  @Post(':id/end')
  @NoStore()
  async revokeByForm(
    @CurrentPrincipal() principal: Principal,
    @IdParam('session_not_found') id: string,
    @Res() response: unknown,
  ): Promise<void> {
    await this.#revoke(principal, id, response);
    this.flashMessages.set(response, 'session_revoked');
    this.sender.seeOther(response, this.paths.account);
  }

  async #revokeOthers({ userId, sessionId }: Principal): Promise<void> {
    const actor = { userId, sessionId };
    await this.revokeSessions.run(userId, { allExcept: sessionId }, 'revoked', actor);
  }

  async #revoke({ userId, sessionId }: Principal, id: string, response: unknown): Promise<void> {
    const actor = { userId, sessionId };
    const revoked = await this.revokeSessions.run(userId, { only: id }, 'revoked', actor);
    if (revoked.length === 0) throw sessionNotFound();
    if (revoked.includes(sessionId)) this.cookies.clear(response);
  }
}

function sessionNotFound(): SocialAuthError {
  const reason = 'the user has no active session with this id';
  return new SocialAuthError('session_not_found', { reason });
}
