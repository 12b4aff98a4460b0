import {
  Body,
  Controller,
  Delete,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Redirect,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import type { Principal } from '../../../access-token/principal.js';
import { sanitizeReturnTo } from '../request/return-to.js';
import { UnlinkAccount } from '../../flows/unlink-account.js';
import { CookieSession } from '../credentials/cookie-session.js';
import { FlashMessages } from '../request/flash-messages.js';
import { RecentLogin } from '../guards/access-requirements.js';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import { PageAuthGuard } from '../guards/page-auth.guard.js';
import { isUuid, type HttpRequest } from '../request/http-request.js';
import { StartLogin } from '../login/start-login.js';
import { NoStore } from '../request/no-store.decorator.js';

/** Lets people link and unlink logins; both change who can get in, so both want a recent login. */
@UseGuards(PageAuthGuard)
@RecentLogin('5m')
@NoStore()
@Controller('auth')
export class AccountsController {
  constructor(
    private readonly browserSession: CookieSession,
    private readonly beginning: StartLogin,
    private readonly unlinkAccount: UnlinkAccount,
    private readonly memory: FlashMessages,
  ) {}

  /** Starts linking a login: 303 to the provider, and back to this session or not at all. */
  @Post(':provider/link')
  @Redirect()
  async link(
    @CurrentPrincipal() { userId, sessionId }: Principal,
    @Param('provider') name: string,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ) {
    if (this.browserSession.fromRequest(request)?.sessionId !== sessionId) {
      throw new SocialAuthError('link_refused', { reason: 'no browser is signed in by cookies' });
    }
    const intent = { returnTo: sanitizeReturnTo(body?.['returnTo']), link: { userId, sessionId } };
    const url = await this.beginning.run(name, intent, request, response);
    return { url, statusCode: HttpStatus.SEE_OTHER };
  }

  @Delete('accounts/:id')
  @HttpCode(204)
  async unlink(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    if (!isUuid(id)) throw new SocialAuthError('account_not_found', { reason: 'that is no id' });
    await this.unlinkAccount.run(id, principal);
  }

  /** The same for the forms of the account page. */
  @Post('accounts/:id/unlink')
  @Redirect('/', 303)
  async unlinkByForm(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<void> {
    await this.unlink(principal, id);
    this.memory.set(response, 'account_unlinked');
  }
}
