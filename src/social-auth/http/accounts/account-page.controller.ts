import { Controller, Get, Inject, Req, Res, UseGuards } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../../time/clock.js';
import { UnauthenticatedError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { Principal } from '../../../access-token/principal.js';
import { SessionStore } from '../../sessions/session.store.js';
import { UserService } from '../../users/user.service.js';
import { accountPageProps } from './account-page-props.js';
import { FlashMessages } from '../request/flash-messages.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import { PageAuthGuard } from '../guards/page-auth.guard.js';
import type { HttpRequest } from '../request/http-request.js';
import { AccountPage, isAccountNotice } from '../../pages/account-page.js';
import { ResponseHeaders } from '../request/response-headers.js';

/** More than anybody reads, and enough to see what one did not do oneself. */
const EVENTS_SHOWN = 10;

/** Shows people their own account. */
@Controller()
export class AccountPageController {
  constructor(
    private readonly users: UserService,
    private readonly sessions: SessionStore,
    private readonly trail: AuditTrail,
    private readonly cookies: SessionCookies,
    private readonly memory: FlashMessages,
    private readonly headers: ResponseHeaders,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  @Get()
  @UseGuards(PageAuthGuard)
  async show(
    @CurrentPrincipal() { userId, sessionId }: Principal,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<string> {
    const [user, sessions, events] = await Promise.all([
      this.users.findWithAccounts(userId),
      this.sessions.listActive(userId, sessionId),
      this.trail.recent(userId, EVENTS_SHOWN),
    ]);
    if (user === null || sessions.every(({ id }) => id !== sessionId)) {
      this.cookies.clear(response);
      throw new UnauthenticatedError('invalid_token', { reason: 'the session is over' });
    }
    const { pages, providers } = this.options;
    const { productName } = pages;
    const left = this.memory.consume(request, response);
    const notice = left !== undefined && isAccountNotice(left) ? left : undefined;
    const props = {
      ...accountPageProps(user, sessions, events, sessionId, providers),
      now: this.clock.now(),
      productName,
      ...(notice !== undefined && { notice }),
    };
    return this.headers.renderPage(response, AccountPage(props));
  }
}
