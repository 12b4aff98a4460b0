import { Injectable } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import type { LoginParameters } from '../../core/login-parameters.js';
import { SameOriginGuard } from '../guards/same-origin.guard.js';
import { isSafeMethod, type HttpRequest } from '../request/http-request.js';
import { ResponseHeaders } from '../request/response-headers.js';
import { RoutePaths } from '../request/route-paths.js';
import { ProviderRedirect } from './provider-redirect.js';
import { StartLogin } from './start-login.js';

/**
 * The parameters of a login that the app starts.
 *
 * @publicApi
 */
export interface LoginRequest extends LoginParameters {
  /** The path that the browser opens after the login. Invalid values become the start page. */
  readonly returnTo?: string | undefined;
}

/**
 * Starts logins with parameters that the login page does not have, such as further scopes.
 *
 * @publicApi
 * @example
 * ```ts
 * @Post('calendar/connect')
 * async connect(@Req() request: HttpRequest, @Res() response: unknown) {
 *   const scopes = ['https://www.googleapis.com/auth/calendar.readonly'];
 *   await this.logins.start('google', { scopes, returnTo: '/calendar' }, request, response);
 * }
 * ```
 */
@Injectable()
export class LoginService {
  constructor(
    private readonly startLogin: StartLogin,
    private readonly sameOrigin: SameOriginGuard,
    private readonly redirect: ProviderRedirect,
    private readonly headers: ResponseHeaders,
    private readonly paths: RoutePaths,
  ) {}

  /**
   * Starts a login, and redirects the browser to the provider.
   *
   * @param provider name of the provider
   * @param login do not pass values of a request, because all parameters reach the provider
   * @param request a POST request of a page of the app
   * @param response receives the redirect and the cookie of the login
   * @throws SocialAuthError `cross_site_request` for another method, or without proof of the same origin;
   *   `unknown_provider`, `provider_not_configured` or `provider_unavailable`
   */
  async start(
    provider: string,
    { returnTo, ...parameters }: LoginRequest,
    request: HttpRequest,
    response: unknown,
  ): Promise<void> {
    if (isSafeMethod(request)) {
      throw new SocialAuthError('cross_site_request', { reason: 'logins start with POST only' });
    }
    this.sameOrigin.check(request);
    const intent = { returnTo: this.paths.returnTo(returnTo) };
    const url = await this.startLogin.run(provider, intent, request, response, parameters);
    this.headers.setNoStore(response);
    this.redirect.send(request, response, provider, url);
  }
}
