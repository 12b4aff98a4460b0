import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { RestoreAccount } from '../../flows/restore-account.js';
import { RestoreAccountPage } from '../../pages/restore-account-page.js';
import { Public } from '../guards/access-requirements.js';
import { NavigationGuard } from '../guards/navigation.guard.js';
import { SameOriginGuard } from '../guards/same-origin.guard.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import { FlashMessages } from '../request/flash-messages.js';
import type { HttpRequest } from '../request/http-request.js';
import { NoStore } from '../request/no-store.decorator.js';
import { PageRenderer } from '../request/page-renderer.js';
import { ResponseSender } from '../request/response-sender.js';
import { InterruptedLogins } from './interrupted-logins.js';
import { RESTORE_ROUTES } from './restore.openapi.js';

/** Asks a user who signs in to an account that is scheduled for deletion whether to restore it, and completes the login. */
@ApiRoutes(RESTORE_ROUTES)
@Public()
@Controller('auth/account/restore')
export class RestoreController {
  constructor(
    private readonly logins: InterruptedLogins,
    private readonly restoreAccount: RestoreAccount,
    private readonly flashMessages: FlashMessages,
    private readonly renderer: PageRenderer,
    private readonly sender: ResponseSender,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Requires that this browser has a login that the provider has completed and that waits for this decision. */
  @Get()
  @UseGuards(NavigationGuard)
  async show(
    @Query('login') loginId: unknown,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const login = this.logins.get(request, loginId, 'deletion_scheduled');
    const deleteAfter = await this.restoreAccount.findDeleteAfter(login.profile);
    const props = { branding: this.options.pages, loginId: login.id, deleteAfter };
    this.sender.ok(response, this.renderer.render(request, response, RestoreAccountPage, props));
  }

  @Post()
  @NoStore()
  @UseGuards(SameOriginGuard)
  async restore(
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const login = this.logins.get(request, body?.['login'], 'deletion_scheduled');
    const { profile, client, returnTo } = login;
    if (body?.['action'] !== 'restore') {
      this.logins.remove(login, response);
      const reason = 'the user did not restore the account';
      throw new SocialAuthError('login_canceled', { reason, client, returnTo });
    }
    await this.restoreAccount.run(profile);
    const url = await this.logins.complete(login, request, response);
    if (client === undefined) this.flashMessages.set(response, 'account_restored');
    this.sender.seeOther(response, url);
  }
}
