import {
  Controller,
  Header,
  Param,
  ParseUUIDPipe,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  acceptsHtml,
  ApiRoutes,
  CurrentPrincipal,
  FlashMessages,
  isFormPost,
  PageAuthGuard,
  RecentLogin,
  ResponseSender,
  RoutePaths,
  SocialAuthError,
  type HttpRequest,
  type Principal,
} from '../../social-auth/index.js';
import { WithdrawAccess } from './withdraw-access.js';
import { WITHDRAWAL_ROUTES } from './withdrawal.openapi.js';

const accountIdPipe = new ParseUUIDPipe({
  exceptionFactory: () =>
    new SocialAuthError('account_not_found', { reason: 'the id is not a UUID' }),
});

/**
 * The route that withdraws the access of the app to an account at a provider. Requires a recent login, as unlinking an
 * account does.
 */
@ApiRoutes(WITHDRAWAL_ROUTES)
@UseGuards(PageAuthGuard)
@RecentLogin('5m')
@Controller('auth')
export class WithdrawalController {
  constructor(
    private readonly withdrawAccess: WithdrawAccess,
    private readonly flashMessages: FlashMessages,
    private readonly sender: ResponseSender,
    private readonly paths: RoutePaths,
  ) {}

  @Post('accounts/:id/withdraw')
  @Header('Cache-Control', 'no-store')
  async withdraw(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', accountIdPipe) accountId: string,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const provider = await this.withdrawAccess.run(accountId, userId);
    if (!acceptsHtml(request) && !isFormPost(request)) return this.sender.noContent(response);
    this.flashMessages.set(response, 'access_withdrawn', provider);
    this.sender.seeOther(response, this.paths.account);
  }
}
