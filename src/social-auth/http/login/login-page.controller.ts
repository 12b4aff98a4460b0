import { Controller, Get, HttpStatus, Inject, Query, Req, Res, UseGuards } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { Principal } from '../../../access-token/principal.js';
import { sanitizeReturnTo } from '../request/return-to.js';
import { canonicalUrl } from './canonical-url.js';
import { toFormFields, parseAuthorizationRequest } from '../request/authorization-request.js';
import { FlashMessages } from '../request/flash-messages.js';
import { OptionalAuth } from '../guards/access-requirements.js';
import { CurrentPrincipal } from '../../../access-token/current-principal.decorator.js';
import { PageAuthGuard } from '../guards/page-auth.guard.js';
import type { HttpRequest } from '../request/http-request.js';
import { LoginPage, type LoginNotice } from '../../pages/login-page.js';
import { LastProviderCookie } from '../request/last-provider-cookie.js';
import { PageRenderer } from '../request/page-renderer.js';
import { ResponseHeaders } from '../request/response-headers.js';

/** Shows the ways to sign in; somebody who is signed in goes straight to where they wanted. */
@Controller('login')
export class LoginPageController {
  constructor(
    private readonly flashMessages: FlashMessages,
    private readonly lastProvider: LastProviderCookie,
    private readonly headers: ResponseHeaders,
    private readonly renderer: PageRenderer,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

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
    const proper = canonicalUrl(this.options.publicUrl, request.headers.host);
    if (proper !== undefined) {
      this.headers.setNoStore(response);
      const { search } = new URL(httpAdapter.getRequestUrl(request), proper);
      httpAdapter.redirect(response, HttpStatus.SEE_OTHER, `${proper}/login${search}`);
      return;
    }
    const returnTo = sanitizeReturnTo(query['returnTo']);
    const fields = toFormFields(parseAuthorizationRequest(query, this.options.clients));
    const again = query['prompt'] === 'login' || Object.keys(fields).length > 0;
    if (principal !== undefined && !again) {
      this.headers.setNoStore(response);
      httpAdapter.redirect(response, HttpStatus.SEE_OTHER, returnTo);
      return;
    }
    const required = returnTo === '/' ? undefined : 'login_required';
    const notice = this.#notice(request, response) ?? (principal ? 'login_again' : required);
    httpAdapter.reply(
      response,
      this.#page(request, response, { returnTo, fields, notice }),
      HttpStatus.OK,
    );
  }

  #notice(request: HttpRequest, response: unknown): LoginNotice | undefined {
    const message = this.flashMessages.consume(request, response)?.message;
    return message === 'signed_out' || message === 'signed_out_everywhere' ? message : undefined;
  }

  #page(
    request: HttpRequest,
    response: unknown,
    {
      notice,
      ...shown
    }: { returnTo: string; fields: Record<string, string>; notice: LoginNotice | undefined },
  ): string {
    const { pages, providers } = this.options;
    const lastProvider = this.lastProvider.get(request);
    const props = {
      ...shown,
      providers,
      branding: pages,
      ...(lastProvider !== undefined && { lastProvider }),
      ...(notice !== undefined && { notice }),
    };
    return this.renderer.render(response, LoginPage(props));
  }
}
