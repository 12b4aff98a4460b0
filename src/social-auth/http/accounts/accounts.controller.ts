import {
  Body,
  Controller,
  Delete,
  HttpCode,
  Param,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import type { Principal } from '../../../access-token/principal.js';
import { UnlinkAccount } from '../../flows/unlink-account.js';
import { RecentLogin } from '../guards/access-requirements.js';
import { PageAuthGuard } from '../guards/page-auth.guard.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import { FlashMessages } from '../request/flash-messages.js';
import type { HttpRequest } from '../request/http-request.js';
import { IdParam } from '../request/id-param.decorator.js';
import { NoStore } from '../request/no-store.decorator.js';
import { ResponseSender } from '../request/response-sender.js';
import { RoutePaths } from '../request/route-paths.js';
import { ACCOUNTS_ROUTES } from './accounts.openapi.js';
import { StartLink } from './start-link.js';

/** Links and unlinks accounts. Requires a recent login, because both change who can sign in as the user. */
@ApiRoutes(ACCOUNTS_ROUTES)
@UseGuards(PageAuthGuard)
@RecentLogin('5m')
@Controller('auth')
export class AccountsController {
  constructor(
    private readonly startLink: StartLink,
    private readonly unlinkAccount: UnlinkAccount,
    private readonly flashMessages: FlashMessages,
    private readonly sender: ResponseSender,
    private readonly paths: RoutePaths,
  ) {}

  /** Starts linking an account: redirects to the provider. Only the current session can complete the link. */
  @Post(':provider/link')
  @NoStore()
  async link(
    @CurrentPrincipal() principal: Principal,
    @Param('provider') provider: string,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    // Otherwise, the provider would choose the account with which the user is already signed in there.
    const parameters = { prompt: 'select_account' } as const;
    const link = { provider, returnTo: body?.['returnTo'], parameters };
    await this.startLink.run(principal, link, request, response);
  }

  @Delete('accounts/:id')
  @NoStore()
  @HttpCode(204)
  async unlink(
    @CurrentPrincipal() principal: Principal,
    @IdParam('account_not_found') id: string,
    @Res() response: unknown,
  ): Promise<void> {
    await this.unlinkAccount.run(id, principal);
    this.sender.noContent(response);
  }

  /** The same as `DELETE accounts/:id` for HTML forms, which support only GET and POST. */
  @Post('accounts/:id/unlink')
  @NoStore()
  async unlinkByForm(
    @CurrentPrincipal() principal: Principal,
    @IdParam('account_not_found') id: string,
    @Res() response: unknown,
  ): Promise<void> {
    const provider = await this.unlinkAccount.run(id, principal);
    this.flashMessages.set(response, 'account_unlinked', provider);
    this.sender.seeOther(response, this.paths.account);
  }
}
