import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { Public } from '../guards/access-requirements.js';
import { NavigationGuard } from '../guards/navigation.guard.js';
import { RateLimited } from '../guards/rate-limit.guard.js';
import { SameOriginGuard } from '../guards/same-origin.guard.js';
import { ApiRoutes } from '../openapi/api-routes.decorator.js';
import { parseAuthorizationRequest } from '../request/authorization-request.js';
import type { HttpRequest } from '../request/http-request.js';
import { parseLoginHints } from '../request/login-hints.js';
import { NoStore } from '../request/no-store.decorator.js';
import { ResponseSender } from '../request/response-sender.js';
import { RoutePaths } from '../request/route-paths.js';
import { CompleteLogin } from './complete-login.js';
import { FormPostCallback } from './form-post-callback.js';
import { LoginTransactionStore } from './login-transaction.store.js';
import { LOGIN_ROUTES } from './login.openapi.js';
import { ProviderFlows } from './provider-flows.js';
import { ProviderRedirect } from './provider-redirect.js';
import { StartLogin } from './start-login.js';

/** The start and the callback of logins. */
@ApiRoutes(LOGIN_ROUTES)
@Public()
@Controller('auth')
export class LoginController {
  constructor(
    private readonly flows: ProviderFlows,
    private readonly startLogin: StartLogin,
    private readonly completeLogin: CompleteLogin,
    private readonly formPost: FormPostCallback,
    private readonly sender: ResponseSender,
    private readonly redirect: ProviderRedirect,
    private readonly paths: RoutePaths,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Starts a login: redirects to the provider. */
  @Post(':provider')
  @NoStore()
  @RateLimited('login')
  @UseGuards(SameOriginGuard)
  async start(
    @Param('provider') name: string,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const client = parseAuthorizationRequest(body ?? {}, this.options.clients);
    // The login of a client ends at its redirect URI. A long return path would not fit into the cookie together with
    // the client's request.
    const returnTo = this.paths.returnTo(client === undefined ? body?.['returnTo'] : undefined);
    const hints = parseLoginHints(body ?? {});
    const url = await this.startLogin.run(name, { returnTo, client }, request, response, hints);
    this.redirect.send(request, response, name, url);
  }

  /** Redirects to the login page. Logins start with POST only. */
  @Get(':provider')
  @NoStore()
  showLoginPage(@Param('provider') name: string, @Res() response: unknown): void {
    this.flows.get(name);
    this.sender.seeOther(response, this.paths.login());
  }

  /**
   * Completes a login: 303 to the return path, or to the redirect URI of a client.
   *
   * Callbacks are counted by login, so that users who share an IP address are independent of each other. Callbacks without
   * a login transaction are counted by address, because another site can cause them.
   */
  @Get(':provider/callback')
  @NoStore()
  @RateLimited(LoginTransactionStore, (transactions, request) => {
    const tracker = transactions.findId(request);
    return tracker === undefined ? { name: 'invalidCallback' } : { name: 'callback', tracker };
  })
  @UseGuards(NavigationGuard)
  async callback(
    @Param('provider') name: string,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    this.sender.seeOther(response, await this.completeLogin.run(name, request, response));
  }

  /**
   * Receives the callback of a provider that sends it as a form of its own site, and redirects to the same callback as
   * a GET request. Browsers send the cookies of the login (`SameSite=Lax`) with that request only.
   *
   * Not rate limited, because it costs as little as a redirect: it reads no cookie, and calls neither database nor
   * provider. With a limit by address, another site could use up the limit of its visitors.
   */
  @Post(':provider/callback')
  @NoStore()
  formCallback(
    @Param('provider') name: string,
    @Body() body: unknown,
    @Res() response: unknown,
  ): void {
    const { provider } = this.flows.get(name);
    const query = this.formPost.toQuery(provider, body);
    const path = this.paths.url('GET /auth/:provider/callback', { provider: name });
    this.sender.seeOther(response, `${path}?${query.toString()}`);
  }
}
