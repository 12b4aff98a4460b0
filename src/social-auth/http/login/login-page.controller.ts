import { Controller, Get, Inject, Query, Req, Res, UseGuards } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import type { Principal } from '../../../access-token/principal.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { isLoginNotice } from '../../pages/login-notices.js';
import { LoginPage } from '../../pages/login-page.js';
import { OptionalAuth } from '../guards/access-requirements.js';
import { PageAuthGuard } from '../guards/page-auth.guard.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import { FlashMessages } from '../request/flash-messages.js';
import type { HttpRequest } from '../request/http-request.js';
import { PageRenderer } from '../request/page-renderer.js';
import { ResponseSender } from '../request/response-sender.js';
import { ResponseHeaders } from '../request/response-headers.js';
import { RoutePaths } from '../request/route-paths.js';
import { canonicalUrl } from './canonical-url.js';
import { LOGIN_PAGE_ROUTES } from './login-page.openapi.js';
import { isLoginRequired, LoginPageService } from './login-page.service.js';

/** Serves the login page. */
@ApiRoutes(LOGIN_PAGE_ROUTES)
@Controller('login')
export class LoginPageController {
  constructor(
    private readonly flashMessages: FlashMessages,
    private readonly loginPage: LoginPageService,
    private readonly headers: ResponseHeaders,
    private readonly renderer: PageRenderer,
    private readonly sender: ResponseSender,
    private readonly paths: RoutePaths,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Shows the page. Signed-in users are redirected to the return path, unless they are to sign in again. */
  @Get()
  @OptionalAuth()
  @UseGuards(PageAuthGuard)
  show(
    @CurrentPrincipal() principal: Principal | undefined,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): void {
    const { httpAdapter } = this.adapterHost;
    const origin = canonicalUrl(this.options.publicUrl, request.headers.host);
    if (origin !== undefined) {
      const { search } = new URL(httpAdapter.getRequestUrl(request), origin);
      return this.#redirect(response, origin + this.paths.url('GET /login') + search);
    }
    if (principal !== undefined && !isLoginRequired(query)) {
      return this.#skip(response, this.paths.returnTo(query['returnTo']));
    }
    this.sender.ok(response, this.#page(request, response));
  }

  #skip(response: unknown, returnTo: string): void {
    // If the target rejects the user nevertheless, it must not redirect here again.
    if (returnTo !== this.paths.home) this.flashMessages.set(response, 'login_skipped');
    this.#redirect(response, returnTo);
  }

  #redirect(response: unknown, url: string): void {
    this.headers.setNoStore(response);
    this.sender.seeOther(response, url);
  }

  #page(request: HttpRequest, response: unknown): string {
    const { pages: branding, pageProviders: providers } = this.options;
    const { fields, notice, lastProvider } = this.loginPage.getData(request, response);
    return this.renderer.render(request, response, LoginPage, {
      branding,
      providers,
      fields,
      ...(lastProvider !== undefined && { lastProvider }),
      ...(notice !== undefined && isLoginNotice(notice.code) && { notice: notice.code }),
    });
  }
}
