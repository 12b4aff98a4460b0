import {
  Body,
  Controller,
  Get,
  Header,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  ApiRoutes,
  Clock,
  CurrentPrincipal,
  FlashMessages,
  InterruptedLogins,
  PageAuthGuard,
  PageRenderer,
  ProviderGrants,
  RecentLogin,
  ResponseSender,
  RoutePaths,
  SessionCookies,
  SocialAuthError,
  UserTransfer,
  type HttpRequest,
  type InterruptedLogin,
  type Principal,
} from '../social-auth/index.js';
import { MERGE_ROUTES } from './merge.openapi.js';
import { MergeHint } from './merge-hint.js';
import { PreviewPage } from './pages/preview-page.js';
import { StartPage } from './pages/start-page.js';
import { UserMutex } from './user-mutex.js';
import { SelfServiceMerge } from './self-service-merge.js';
import { UndoMerge } from './undo-merge.js';
import { MERGE_OPTIONS, type ResolvedMergeOptions } from './user-merge-options.js';

/** Unvalidated parameters of a page or a form. */
type Parameters = Readonly<Record<string, unknown>> | undefined;

/** The routes with which people combine two users of their own and separate them again. */
@ApiRoutes(MERGE_ROUTES)
@UseGuards(PageAuthGuard)
@Controller('auth/account')
export class MergeController {
  constructor(
    private readonly logins: InterruptedLogins,
    private readonly selfServiceMerge: SelfServiceMerge,
    private readonly undoMerge: UndoMerge,
    private readonly mutex: UserMutex,
    private readonly hint: MergeHint,
    private readonly transfer: UserTransfer,
    private readonly grants: ProviderGrants,
    private readonly cookies: SessionCookies,
    private readonly flashMessages: FlashMessages,
    private readonly renderer: PageRenderer,
    private readonly sender: ResponseSender,
    private readonly paths: RoutePaths,
    private readonly clock: Clock,
    @Inject(MERGE_OPTIONS) private readonly options: ResolvedMergeOptions,
  ) {}

  /** Shows a button for each provider, to sign in with an account of the other user. */
  @Get('merge')
  @RecentLogin('5m')
  start(@Req() request: HttpRequest, @Res() response: unknown): void {
    const html = this.renderer.render(request, response, StartPage, {
      branding: this.renderer.branding,
      localizations: this.options.localizations,
      accountUrl: this.paths.account,
      providers: this.grants.providers.map(({ name }) => ({
        provider: this.renderer.provider(name),
        url: this.paths.url('POST /auth/:provider/link', { provider: name }),
      })),
    });
    this.sender.ok(response, html);
  }

  /**
   * Shows what a merge would change. The callback of a provider redirects here if the account to link belongs to
   * another user.
   */
  @Get('merge/preview')
  @RecentLogin('5m')
  async preview(
    @CurrentPrincipal() principal: Principal,
    @Query('login') id: unknown,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const login = this.#login(request, id);
    const choices = await this.selfServiceMerge.preview(login, principal);
    const html = this.renderer.render(request, response, PreviewPage, {
      branding: this.renderer.branding,
      localizations: this.options.localizations,
      labels: this.options.labels,
      providerOf: (name: string) => this.renderer.provider(name),
      choices,
      currentId: principal.userId,
      undoUntil: new Date(this.clock.milliseconds() + this.options.undoWindow),
      action: this.paths.url('POST /auth/account/merge'),
      fields: { login: login.id },
    });
    this.sender.ok(response, html);
  }

  /**
   * Merges the users, or cancels. If the user of this browser was merged, the browser is signed in as the surviving
   * user.
   */
  @Post('merge')
  @RecentLogin('5m')
  @Header('Cache-Control', 'no-store')
  async merge(
    @CurrentPrincipal() principal: Principal,
    @Body() body: Parameters,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const login = this.#login(request, body?.['login']);
    if (body?.['action'] === 'merge') {
      const survivorId = await this.selfServiceMerge.run(body['preview'], login, principal);
      if (survivorId !== principal.userId) await this.logins.complete(login, request, response);
      this.flashMessages.set(response, 'users_merged');
    }
    this.logins.remove(login, response);
    this.sender.seeOther(response, this.paths.account);
  }

  /** Separates the users again. If this session was created with an account that moves back, signs out this browser. */
  @Post('merges/:id/undo')
  @RecentLogin('5m')
  @Header('Cache-Control', 'no-store')
  async undo(
    @CurrentPrincipal() { userId, sessionId }: Principal,
    @Param('id') id: string,
    @Res() response: unknown,
  ): Promise<void> {
    const absorbedId = this.transfer.parseId(id);
    if (absorbedId === undefined) {
      throw new SocialAuthError('merge_not_found', { reason: 'the id of the user is malformed' });
    }
    const revoked = await this.mutex.run(userId, () =>
      this.undoMerge.run({ absorbedId, survivorId: userId }),
    );
    if (!revoked.includes(sessionId)) {
      this.flashMessages.set(response, 'merge_undone');
      return this.sender.seeOther(response, this.paths.account);
    }
    this.cookies.clear(response);
    this.flashMessages.set(response, 'session_merge_undone');
    this.sender.seeOther(response, this.paths.login());
  }

  /** Hides the hint on the account page permanently. */
  @Post('merge/hint/dismiss')
  @Header('Cache-Control', 'no-store')
  async dismissHint(
    @CurrentPrincipal() { userId }: Principal,
    @Res() response: unknown,
  ): Promise<void> {
    await this.hint.dismiss(userId);
    this.sender.seeOther(response, this.paths.account);
  }

  #login(request: HttpRequest, id: unknown): InterruptedLogin {
    return this.logins.get(request, id, 'account_taken');
  }
}
