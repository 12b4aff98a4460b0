import { Controller, Get, Inject, Req, Res, UseGuards } from '@nestjs/common';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import type { Principal } from '../../../access-token/principal.js';
import { Clock } from '../../../time/clock.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import { UnauthenticatedError } from '../../core/errors.js';
import { FeatureRegistry } from '../../core/feature.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { isAccountNotice, type AccountNotice } from '../../pages/account-notices.js';
import { AccountPage, type AccountPageProps } from '../../pages/account-page.js';
import { SessionStore } from '../../sessions/session.store.js';
import { UserService } from '../../users/user.service.js';
import { CookieSession } from '../credentials/cookie-session.js';
import { PageAuthGuard } from '../guards/page-auth.guard.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import { FlashMessages } from '../request/flash-messages.js';
import type { HttpRequest } from '../request/http-request.js';
import { Localizer } from '../request/localizer.js';
import { PageRenderer } from '../request/page-renderer.js';
import { isSpeculative } from '../request/speculative-request.js';
import { ResponseSender } from '../request/response-sender.js';
import { NOTICE_MS } from '../views/notice-view.js';
import { accountPageProps } from './account-page-props.js';
import { ACCOUNT_PAGE_ROUTES } from './account-page.openapi.js';

/** Maximum number of recent events to read, and of security events. */
const MAX_EVENTS = 50;

/** Serves the account page. */
@ApiRoutes(ACCOUNT_PAGE_ROUTES)
@Controller()
export class AccountPageController {
  constructor(
    private readonly users: UserService,
    private readonly sessions: SessionStore,
    private readonly trail: AuditTrail,
    private readonly features: FeatureRegistry,
    private readonly cookieSession: CookieSession,
    private readonly flashMessages: FlashMessages,
    private readonly localizer: Localizer,
    private readonly renderer: PageRenderer,
    private readonly sender: ResponseSender,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  @Get()
  @UseGuards(PageAuthGuard)
  async show(
    @CurrentPrincipal() { userId, sessionId }: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const localization = this.localizer.forRequest(request);
    const now = this.clock.now();
    const noticesSince = new Date(now.getTime() - NOTICE_MS);
    const [user, sessions, events, sections] = await Promise.all([
      this.users.findWithAccounts(userId),
      this.sessions.listActive(userId, sessionId),
      this.trail.recentAndNotable(userId, MAX_EVENTS, noticesSince),
      this.features.accountSections(userId, localization),
    ]);
    if (user === null || sessions.every(({ id }) => id !== sessionId)) {
      if (!isSpeculative(request)) await this.cookieSession.end(request, response);
      throw new UnauthenticatedError('invalid_token', { reason: 'the session is not active' });
    }
    const owner = { userId, accounts: user.accounts };
    const hint = await this.features.accountHint(owner, localization);
    const notice = this.#consumeNotice(request, response);
    const data = { user, sessions, events, sections, currentId: sessionId, now };
    const props: AccountPageProps = {
      ...accountPageProps(
        data,
        this.options.pageProviders,
        (name) => this.renderer.provider(name),
        localization,
      ),
      branding: this.options.pages,
      ...(notice !== undefined && { notice }),
      ...(hint !== undefined && { hint }),
    };
    const html = this.renderer.render(request, response, AccountPage, props, 'profile-pictures');
    this.sender.ok(response, html);
  }

  #consumeNotice(request: HttpRequest, response: unknown): AccountNotice | undefined {
    const flash = this.flashMessages.consume(request, response);
    if (flash === undefined || !isAccountNotice(flash.message)) return undefined;
    const { message } = flash;
    // The cookie is not signed, so only the label of a configured provider is shown.
    const provider = this.options.providers.find(({ name }) => name === flash.provider);
    return provider === undefined ? { message } : { message, label: provider.label };
  }
}
