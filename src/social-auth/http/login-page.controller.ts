import { Controller, Get, HttpStatus, Inject, Query, Req, Res, UseGuards } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { Principal } from '../core/principal.js';
import { returnPath } from '../core/return-path.js';
import { BrowserMemory } from './cookies/browser-memory.js';
import { CurrentPrincipal } from './guards/current-principal.decorator.js';
import { VisitorGuard } from './guards/visitor.guard.js';
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
  @UseGuards(VisitorGuard)
  show(
    @CurrentPrincipal() principal: Principal | undefined,
    @Query('returnTo') wanted: unknown,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): void {
    const { httpAdapter } = this.adapterHost;
    const returnTo = returnPath(wanted);
    if (principal === undefined) {
      httpAdapter.reply(response, this.#page(request, response, returnTo), HttpStatus.OK);
    } else {
      this.headers.makePrivate(response);
      httpAdapter.redirect(response, HttpStatus.SEE_OTHER, returnTo);
    }
  }

  #page(request: HttpRequest, response: unknown, returnTo: string): string {
    const { productName, providers } = this.options;
    const lastProvider = this.memory.lastProvider(request);
    const left = this.memory.takeNotice(request, response);
    const notice: LoginNotice | undefined =
      left ?? (returnTo === '/' ? undefined : 'login_required');
    const props = {
      providers,
      returnTo,
      productName,
      ...(lastProvider !== undefined && { lastProvider }),
      ...(notice !== undefined && { notice }),
    };
    return this.headers.page(response, LoginPage(props));
  }
}
