import { Controller, Get, HttpStatus, Inject, Query, Req, Res, UseGuards } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { Principal } from '../core/principal.js';
import { returnPath } from '../core/return-path.js';
import { properAddress } from './proper-address.js';
import { clientFields, readClientRequest } from './client-request.js';
import { BrowserMemory } from './cookies/browser-memory.js';
import { OptionalAuth } from './guards/access-requirements.js';
import { CurrentPrincipal } from './guards/current-principal.decorator.js';
import { PageAuthGuard } from './guards/page-auth.guard.js';
import type { HttpRequest } from './http-request.js';
import { LoginPage, type LoginNotice } from './pages/login-page.js';
import { ResponseHeaders } from './response-headers.js';

/** Shows the ways to sign in; somebody who is signed in goes straight to where they wanted. */
@Controller('login')
export class LoginPageController {
  constructor(
    private readonly memory: BrowserMemory,
    private readonly headers: ResponseHeaders,
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
    const proper = properAddress(this.options.publicUrl, request.headers.host);
    if (proper !== undefined) {
      this.headers.makePrivate(response);
      const { search } = new URL(httpAdapter.getRequestUrl(request), proper);
      httpAdapter.redirect(response, HttpStatus.SEE_OTHER, `${proper}/login${search}`);
      return;
    }
    const returnTo = returnPath(query['returnTo']);
    const fields = clientFields(readClientRequest(query, this.options.clients));
    const again = query['prompt'] === 'login' || Object.keys(fields).length > 0;
    if (principal !== undefined && !again) {
      this.headers.makePrivate(response);
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
    const left = this.memory.takeNotice(request, response);
    return left === 'signed_out' || left === 'signed_out_everywhere' ? left : undefined;
  }

  #page(
    request: HttpRequest,
    response: unknown,
    {
      notice,
      ...shown
    }: { returnTo: string; fields: Record<string, string>; notice: LoginNotice | undefined },
  ): string {
    const { productName, providers } = this.options;
    const lastProvider = this.memory.lastProvider(request);
    const props = {
      ...shown,
      providers,
      productName,
      ...(lastProvider !== undefined && { lastProvider }),
      ...(notice !== undefined && { notice }),
    };
    return this.headers.page(response, LoginPage(props));
  }
}
