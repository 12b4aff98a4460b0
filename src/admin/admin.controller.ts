import { Body, Get, Inject, Optional, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiRoutes,
  Clock,
  CurrentPrincipal,
  PageRenderer,
  RecentLogin,
  type HttpRequest,
  type Principal,
} from '../social-auth/index.js';
import { UserMerges } from '../user-merge/index.js';
import { ADMIN_OPTIONS, type ResolvedAdminOptions } from './admin-options.js';
import { expectsPage, isForm, parseRoles, parseUsersQuery } from './admin-request.js';
import { AdminResponses } from './admin-responses.js';
import { toUserDetailsView } from './admin-views.js';
import { ADMIN_ROUTES } from './admin.openapi.js';
import { AdminService } from './admin.service.js';
import { isAdminNotice } from './pages/notices.js';
import { UserPage, type UserPageProps } from './pages/user-page.js';
import { UsersPage, type UsersPageProps } from './pages/users-page.js';

/**
 * The routes of administrators. They return pages to browsers and JSON to programs. Changes require a recent login,
 * except ending sessions. `SocialAuthAdminModule` sets the path, the guard and the required role.
 */
@ApiRoutes(ADMIN_ROUTES)
export class AdminController {
  constructor(
    private readonly admin: AdminService,
    private readonly responses: AdminResponses,
    private readonly renderer: PageRenderer,
    private readonly clock: Clock,
    @Inject(ADMIN_OPTIONS) private readonly options: ResolvedAdminOptions,
    @Optional() @Inject(UserMerges) private readonly merges: UserMerges | undefined,
  ) {}

  @Get()
  async list(
    @Query() parameters: Readonly<Record<string, unknown>>,
    @CurrentPrincipal() { userId }: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const { query, after } = parseUsersQuery(parameters);
    const page = await this.admin.findUsers(query, after);
    if (!expectsPage(request)) {
      return this.responses.ok(response, { ...page, next: page.next ?? null });
    }
    const props: UsersPageProps = {
      ...page,
      ...this.#pageProps(parameters),
      url: this.responses.usersPath(request),
      query,
      isContinued: after !== undefined,
      actorId: userId,
    };
    this.responses.ok(response, this.renderer.render(request, response, UsersPage, props));
  }

  @Get(':userId')
  async show(
    @Param('userId') id: string,
    @Query() parameters: Readonly<Record<string, unknown>>,
    @CurrentPrincipal() actor: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const details = await this.admin.getUser(id);
    if (!expectsPage(request)) return this.responses.ok(response, toUserDetailsView(details));
    const props: UserPageProps = {
      ...details,
      ...this.#pageProps(parameters),
      url: this.responses.usersPath(request),
      providerOf: (name) => this.renderer.provider(name),
      assignableRoles: this.options.roles,
      canMerge: this.merges !== undefined,
      actor,
      now: this.clock.now(),
    };
    const images = 'profile-pictures';
    this.responses.ok(response, this.renderer.render(request, response, UserPage, props, images));
  }

  @Post(':userId/disable')
  @RecentLogin('5m')
  async disable(
    @Param('userId') id: string,
    @CurrentPrincipal() actor: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    await this.admin.disable(id, actor);
    this.responses.done(request, response, 'disabled', id);
  }

  @Post(':userId/enable')
  @RecentLogin('5m')
  async enable(
    @Param('userId') id: string,
    @CurrentPrincipal() actor: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    await this.admin.enable(id, actor);
    this.responses.done(request, response, 'enabled', id);
  }

  @Post(':userId/roles')
  @RecentLogin('5m')
  async setRoles(
    @Param('userId') id: string,
    @Body() body: unknown,
    @CurrentPrincipal() actor: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    await this.admin.setRoles(id, parseRoles(body, isForm(request)), actor);
    this.responses.done(request, response, 'roles', id);
  }

  @Post(':userId/delete')
  @RecentLogin('5m')
  async delete(
    @Param('userId') id: string,
    @CurrentPrincipal() actor: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    await this.admin.delete(id, actor);
    this.responses.done(request, response, 'deleted');
  }

  @Post(':userId/sessions/end')
  async endAllSessions(
    @Param('userId') id: string,
    @CurrentPrincipal() actor: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    await this.admin.endAllSessions(id, actor);
    this.responses.done(request, response, 'sessions_ended', id);
  }

  @Post(':userId/sessions/:sessionId/end')
  async endSession(
    @Param('userId') id: string,
    @Param('sessionId') sessionId: string,
    @CurrentPrincipal() actor: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    await this.admin.endSession(id, sessionId, actor);
    this.responses.done(request, response, 'session_ended', id);
  }

  #pageProps({ notice }: Readonly<Record<string, unknown>>) {
    return {
      branding: this.renderer.branding,
      localizations: this.options.localizations,
      notice: isAdminNotice(notice) ? notice : undefined,
    };
  }
}
