import { Controller, Get, Inject, Query, Req, Res, UseGuards } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import type { Principal } from '../../../access-token/principal.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { isLoginNotice, type LoginNotice } from '../../pages/login-notices.js';
import { LoginPage, type LoginPageProps } from '../../pages/login-page.js';
import { OptionalAuth } from '../guards/access-requirements.js';
import { PageAuthGuard } from '../guards/page-auth.guard.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import { parseAuthorizationRequest, toFormFields } from '../request/authorization-request.js';
import { FlashMessages } from '../request/flash-messages.js';
import type { HttpRequest } from '../request/http-request.js';
import { LastProviderCookie } from '../request/last-provider-cookie.js';
import { PageRenderer } from '../request/page-renderer.js';
import { ResponseSender } from '../request/response-sender.js';
import { ResponseHeaders } from '../request/response-headers.js';
import { RoutePaths } from '../request/route-paths.js';
import { canonicalUrl } from './canonical-url.js';
import { LOGIN_PAGE_ROUTES } from './login-page.openapi.js';

/** Serves the login page. */
@ApiRoutes(LOGIN_PAGE_ROUTES)
@Controller('login')
export class LoginPageController {
  constructor(
    private readonly flashMessages: FlashMessages,
    private readonly lastProvider: LastProviderCookie,
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
    const returnTo = this.paths.returnTo(query['returnTo']);
    const fields = toFormFields(parseAuthorizationRequest(query, this.options.clients));
    const isCanceled = query['error'] === 'login_canceled';
    const isRequired = query['prompt'] === 'login' || isCanceled || Object.keys(fields).length > 0;
    const isHome = returnTo === this.paths.home;
    if (principal !== undefined && !isRequired) {
      // If the page rejects the user nevertheless, it must not redirect here again.
      if (!isHome) this.flashMessages.set(response, 'login_skipped');
      return this.#redirect(response, returnTo);
    }
    const required = isHome ? undefined : 'login_required';
    const fallback = principal === undefined ? required : 'login_again';
    const notice =
      this.#consumeNotice(request, response) ?? (isCanceled ? 'login_canceled' : fallback);
    const page = this.#page(request, response, {
      ...(!isHome && { returnTo }),
      fields,
      ...(notice !== undefined && { notice }),
    });
    this.sender.ok(response, page);
  }

  #redirect(response: unknown, url: string): void {
    this.headers.setNoStore(response);
    this.sender.seeOther(response, url);
  }

  #consumeNotice(request: HttpRequest, response: unknown): LoginNotice | undefined {
    const message = this.flashMessages.consume(request, response)?.message;
    return message !== undefined && isLoginNotice(message) ? message : undefined;
  }

  #page(
    request: HttpRequest,
    response: unknown,
    props: Pick<LoginPageProps, 'returnTo' | 'fields' | 'notice'>,
  ): string {
    const { pages, pageProviders: providers } = this.options;
    const lastProvider = this.lastProvider.get(request);
    const page = LoginPage({
      ...props,
      providers,
      branding: pages,
      ...(lastProvider !== undefined && { lastProvider }),
    });
    return this.renderer.render(response, page);
  }
}
