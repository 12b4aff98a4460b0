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
import { SocialAuthError } from '../core/errors.js';
import type { Principal } from '../core/principal.js';
import { returnPath } from '../core/return-path.js';
import { UnlinkAccount } from '../flows/unlink-account.js';
import { BrowserSession } from './browser-session.js';
import { BrowserMemory } from './cookies/browser-memory.js';
import { RecentLogin } from './guards/access-requirements.js';
import { CurrentPrincipal } from './guards/current-principal.decorator.js';
import { PageAuthGuard } from './guards/page-auth.guard.js';
import { isUuid, type HttpRequest } from './http-request.js';
import { LoginBeginning } from './login-beginning.js';
import { PrivateResponses } from './private-responses.decorator.js';

/** Lets people link and unlink logins; both change who can get in, so both want a recent login. */
@UseGuards(PageAuthGuard)
@RecentLogin('5m')
@PrivateResponses()
@Controller('auth')
export class AccountsController {
  constructor(
    private readonly browserSession: BrowserSession,
    private readonly beginning: LoginBeginning,
    private readonly unlinkAccount: UnlinkAccount,
    private readonly memory: BrowserMemory,
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
    if (this.browserSession.of(request)?.sessionId !== sessionId) {
      throw new SocialAuthError('link_refused', { reason: 'no browser is signed in by cookies' });
    }
    const intent = { returnTo: returnPath(body?.['returnTo']), link: { userId, sessionId } };
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
    this.memory.leaveNotice(response, 'account_unlinked');
  }
}
