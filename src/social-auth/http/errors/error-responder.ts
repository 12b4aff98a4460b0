import { HttpStatus, Inject, Injectable, type ArgumentsHost } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { bearerToken } from '../../../access-token/bearer-token.js';
import { supportCode } from '../../../crypto/random.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { isBelow } from '../../core/route-urls.js';
import { errorMessage } from '../../core/messages/error-message.js';
import { ErrorPage } from '../../pages/error-page.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { authorizationResponseUrl } from '../request/authorization-request.js';
import { FlashMessages } from '../request/flash-messages.js';
import { Localizer } from '../request/localizer.js';
import { acceptsHtml, isSafeMethod, type HttpRequest } from '../request/http-request.js';
import { PageRenderer } from '../request/page-renderer.js';
import { ResponseHeaders } from '../request/response-headers.js';
import { RoutePaths } from '../request/route-paths.js';
import { isSpeculative } from '../request/speculative-request.js';
import { errorActions } from './error-actions.js';
import { logError } from './error-log.js';
import { errorBody, type ErrorResponse } from './error-response.js';
import { authorizationError, bearerChallenge } from './oauth-errors.js';

/**
 * Sends error responses: a page, a redirect to the login page or to a client, or JSON.
 *
 * The filter of the module uses it for its own errors. Use it in a filter of your app to respond to all other errors
 * in the same format.
 *
 * @publicApi
 * @example
 * ```ts
 * @Catch()
 * export class AppErrorFilter implements ExceptionFilter {
 *   constructor(private readonly responder: ErrorResponder) {}
 *
 *   catch(error: Error, host: ArgumentsHost) {
 *     this.responder.respond(host, { status: 500, code: 'server_error', reason: error.name });
 *   }
 * }
 * ```
 */
@Injectable()
export class ErrorResponder {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly headers: ResponseHeaders,
    private readonly pages: PageRenderer,
    private readonly localizer: Localizer,
    private readonly flashMessages: FlashMessages,
    private readonly cookies: SessionCookies,
    private readonly paths: RoutePaths,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Sends the response, and logs the reason under the support code in the response. */
  respond(host: ArgumentsHost, thrown: ErrorResponse): void {
    const request = host.switchToHttp().getRequest<HttpRequest>();
    const error = thrown.consent === undefined ? thrown : this.#withReturnTo(request, thrown);
    const response: unknown = host.switchToHttp().getResponse();
    const { httpAdapter } = this.adapterHost;
    const code = supportCode();
    logError(error, code, this.headers.requestId(response));
    const isPage = acceptsHtml(request) && bearerToken(request) === undefined;
    if (error.code === 'invalid_token') this.#signOut(request, response);
    const target = this.#redirectTarget(request, response, error, code, isPage);
    if (target !== undefined) {
      this.headers.setNoStore(response);
      httpAdapter.redirect(response, HttpStatus.SEE_OTHER, target);
      return;
    }
    if (error.retryAfterSeconds !== undefined) {
      this.headers.set(response, { 'Retry-After': String(error.retryAfterSeconds) });
    }
    const body = isPage
      ? this.#page(request, response, error, code)
      : this.#json(response, error, code);
    httpAdapter.reply(response, body, error.status);
  }

  /** Returns the URL to redirect to, or undefined for errors that have a response of their own. */
  #redirectTarget(
    request: HttpRequest,
    response: unknown,
    error: ErrorResponse,
    support: string,
    isPage: boolean,
  ): string | undefined {
    if (error.client !== undefined) {
      const result = { error: authorizationError(error.code), support_code: support };
      return authorizationResponseUrl(error.client, result, this.options.publicUrl);
    }
    if (!isPage) return undefined;
    if (error.code === 'login_canceled') return this.#afterCancel(response, error);
    const path = this.paths.ofRequest(this.adapterHost.httpAdapter.getRequestUrl(request));
    const returnTo =
      error.returnTo ?? this.paths.returnTo(isSafeMethod(request) ? path : this.#pageOf(request));
    if (error.code === 'recent_login_required') {
      return this.paths.login(returnTo, { prompt: 'login' });
    }
    if (error.status !== 401) return this.#errorPage(path, error, support);
    return this.paths.login(returnTo, this.#mayRedirectBack(request) ? {} : { prompt: 'login' });
  }

  /**
   * Adds the page to which the user returns after granting the missing access: the requested page, or the page that sent
   * the request.
   */
  #withReturnTo(request: HttpRequest, error: ErrorResponse): ErrorResponse {
    if (error.returnTo !== undefined) return error;
    const isNavigation = acceptsHtml(request) && isSafeMethod(request);
    const path = isNavigation
      ? this.paths.ofRequest(this.adapterHost.httpAdapter.getRequestUrl(request))
      : this.#pageOf(request);
    return { ...error, returnTo: this.paths.returnTo(path) };
  }

  /** Returns the path of the page that sent a request, if it is a page of the app. */
  #pageOf({ headers: { referer } }: HttpRequest): string | undefined {
    if (referer === undefined || !URL.canParse(referer)) return undefined;
    const { origin, pathname, search } = new URL(referer);
    return origin === this.paths.origin ? pathname + search : undefined;
  }

  /** Returns the URL of the app's error page, unless the error occurred on that page. */
  #errorPage(
    path: string,
    { code, provider, refusal, returnTo = this.paths.home }: ErrorResponse,
    support: string,
  ): string | undefined {
    const { error } = this.paths;
    if (error === undefined || isBelow(path, error)) return undefined;
    const query = {
      error: code,
      supportCode: support,
      ...(provider && { provider: provider.name }),
      ...(refusal && { policy: refusal.policy }),
      ...(returnTo !== this.paths.home && { returnTo }),
    };
    return `${error}?${new URLSearchParams(query).toString()}`;
  }

  /**
   * Clears the session cookies if the route has rejected a token that a guard had accepted, because its user was deleted.
   */
  #signOut(request: HttpRequest, response: unknown): void {
    if (request.principal === undefined || isSpeculative(request)) return;
    if (bearerToken(request) !== undefined) return;
    this.cookies.clear(response);
    this.flashMessages.set(response, 'session_ended');
  }

  /**
   * Returns whether the login page may redirect a signed-in user back. It must not if this route has authenticated the user
   * and then rejected them, or if the login page has just redirected them here, because the redirects would not end.
   */
  #mayRedirectBack(request: HttpRequest): boolean {
    return request.principal === undefined && !this.flashMessages.has(request, 'login_skipped');
  }

  /** The notice after a login is in the URL, so that reloading the page shows it again. */
  #afterCancel(response: unknown, { link, provider, returnTo }: ErrorResponse): string {
    if (link === undefined) return this.paths.login(returnTo, { error: 'login_canceled' });
    const message = link.accountId === undefined ? 'link_canceled' : 'access_canceled';
    this.flashMessages.set(response, message, provider?.name);
    return returnTo ?? this.paths.account;
  }

  #page(request: HttpRequest, response: unknown, error: ErrorResponse, code: string): string {
    const localization = this.localizer.forRequest(request);
    return this.pages.render(request, response, ErrorPage, {
      ...errorMessage(error, localization),
      supportCode: code,
      actions: errorActions(error, this.paths, localization),
      branding: this.options.pages,
    });
  }

  #json(response: unknown, error: ErrorResponse, support: string): object {
    this.headers.setNoStore(response);
    const challenge = bearerChallenge(error.status, error.code, error.scopes);
    if (challenge !== undefined) this.headers.set(response, { 'WWW-Authenticate': challenge });
    return errorBody(error, support);
  }
}
