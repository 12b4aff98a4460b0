import { Body, Controller, Delete, Get, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import type { Principal } from '../../../access-token/principal.js';
import { Clock } from '../../../time/clock.js';
import { AuthEvents } from '../../core/auth-events.js';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { DeleteAccount } from '../../flows/delete-account.js';
import { ExportUser } from '../../flows/export-user.js';
import { DeleteAccountPage } from '../../pages/delete-account-page.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { RecentLogin } from '../guards/access-requirements.js';
import { PageAuthGuard } from '../guards/page-auth.guard.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import { FlashMessages } from '../request/flash-messages.js';
import type { HttpRequest } from '../request/http-request.js';
import { NoStore } from '../request/no-store.decorator.js';
import { PageRenderer } from '../request/page-renderer.js';
import { ResponseSender } from '../request/response-sender.js';
import { RoutePaths } from '../request/route-paths.js';
import { isSpeculative } from '../request/speculative-request.js';
import { ACCOUNT_DATA_ROUTES } from './account-data.openapi.js';
import { exportJson } from './export-json.js';

/** Exports the data of the current user, and deletes the user. Requires a recent login. */
@ApiRoutes(ACCOUNT_DATA_ROUTES)
@UseGuards(PageAuthGuard)
@RecentLogin('5m')
@Controller('auth/account')
export class AccountDataController {
  constructor(
    private readonly exportUser: ExportUser,
    private readonly deleteAccount: DeleteAccount,
    private readonly cookies: SessionCookies,
    private readonly flashMessages: FlashMessages,
    private readonly events: AuthEvents,
    private readonly renderer: PageRenderer,
    private readonly sender: ResponseSender,
    private readonly paths: RoutePaths,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  @Get('export')
  @NoStore()
  async export(
    @CurrentPrincipal() { userId, sessionId }: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const now = this.clock.now();
    const json = exportJson(await this.exportUser.run(userId), now);
    if (!isSpeculative(request)) this.events.emit('data_exported', { userId, sessionId });
    const fileName = `account-${now.toISOString().slice(0, 10)}.json`;
    this.sender.download(response, fileName, json);
  }

  /** Shows the page that asks for confirmation. */
  @Get('delete')
  confirmDelete(@Req() request: HttpRequest, @Res() response: unknown): void {
    const { pages: branding, deletionGracePeriod } = this.options;
    const html = this.renderer.render(request, response, DeleteAccountPage, {
      branding,
      accountUrl: this.paths.account,
      ...(deletionGracePeriod !== undefined && {
        deleteAfter: new Date(this.clock.milliseconds() + deletionGracePeriod),
      }),
    });
    this.sender.ok(response, html);
  }

  /** The same as `DELETE /auth/account` for the form of the page. */
  @Post('delete')
  @NoStore()
  async deleteByForm(
    @CurrentPrincipal() principal: Principal,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Res() response: unknown,
  ): Promise<void> {
    if (body?.['confirmed'] !== 'true') {
      const reason = 'the user has not confirmed the deletion';
      throw new SocialAuthError('invalid_request', { reason });
    }
    const deleteAfter = await this.#delete(principal, response);
    const message = deleteAfter === undefined ? 'account_deleted' : 'deletion_requested';
    this.flashMessages.set(response, message);
    this.sender.seeOther(response, this.paths.login());
  }

  /** Deletes the user at once (204), or after the grace period (202). */
  @Delete()
  @NoStore()
  async delete(@CurrentPrincipal() principal: Principal, @Res() response: unknown): Promise<void> {
    const deleteAfter = await this.#delete(principal, response);
    if (deleteAfter === undefined) this.sender.noContent(response);
    else this.sender.accepted(response, { deleteAfter });
  }

  async #delete({ userId }: Principal, response: unknown): Promise<Date | undefined> {
    const deleteAfter = await this.deleteAccount.run(userId);
    this.cookies.clear(response);
    return deleteAfter;
  }
}
