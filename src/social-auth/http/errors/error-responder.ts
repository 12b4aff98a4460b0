import { STATUS_CODES } from 'node:http';
import { HttpStatus, Inject, Injectable, Logger, type ArgumentsHost } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { supportCode } from '../../../crypto/random.js';
import { sanitizeReturnTo } from '../request/return-to.js';
import { authorizationResponseUrl } from '../request/authorization-request.js';
import { bearerToken } from '../../../access-token/bearer-token.js';
import { acceptsHtml, type HttpRequest } from '../request/http-request.js';
import { ErrorPage } from '../../pages/error-page.js';
import { errorMessage } from '../../pages/error-messages.js';
import { loginUrl } from '../request/login-url.js';
import { PageRenderer } from '../request/page-renderer.js';
import { ResponseHeaders } from '../request/response-headers.js';
import type { ErrorResponse } from './error-response.js';
import { errorActions } from './error-actions.js';

/** What any visitor's browser causes all day long. */
const EXPECTED_STATUSES = new Set([401, 404]);

/** The one place that decides how an error is answered: a page, a redirect to the login page, or JSON. */
@Injectable()
export class ErrorResponder {
  readonly #logger = new Logger('SocialAuth');

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly headers: ResponseHeaders,
    private readonly pages: PageRenderer,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Answers a request that failed, and logs why under the support code that the answer shows. */
  respond(host: ArgumentsHost, fault: ErrorResponse): void {
    const request = host.switchToHttp().getRequest<HttpRequest>();
    const response: unknown = host.switchToHttp().getResponse();
    const page = acceptsHtml(request) && bearerToken(request) === undefined;
    const code = supportCode();
    this.#log(code, fault, this.headers.requestId(response));
    const elsewhere = this.#elsewhere(request, fault, page);
    if (elsewhere !== undefined) {
      this.headers.setNoStore(response);
      this.adapterHost.httpAdapter.redirect(response, HttpStatus.SEE_OTHER, elsewhere);
      return;
    }
    if (fault.retryAfterSeconds !== undefined) {
      this.headers.set(response, { 'Retry-After': String(fault.retryAfterSeconds) });
    }
    const body = page ? this.#page(response, fault, code) : this.#json(response, fault, code);
    this.adapterHost.httpAdapter.reply(response, body, fault.status);
  }

  /** Where the browser goes instead of being shown an error: to the client, or to log in and come back. */
  #elsewhere(request: HttpRequest, fault: ErrorResponse, page: boolean): string | undefined {
    if (fault.client !== undefined) {
      return authorizationResponseUrl(
        fault.client,
        { error: clientError(fault.code) },
        this.options.publicUrl,
      );
    }
    if (!page) return undefined;
    const wanted =
      request.method === 'GET'
        ? sanitizeReturnTo(this.adapterHost.httpAdapter.getRequestUrl(request))
        : '/';
    if (fault.status === 401) return loginUrl(wanted);
    return fault.code === 'recent_login_required' ? loginUrl(wanted, 'login') : undefined;
  }

  #page(response: unknown, fault: ErrorResponse, code: string): string {
    const text = errorMessage(fault.code, fault.provider?.label);
    return this.pages.render(
      response,
      ErrorPage({
        ...text,
        supportCode: code,
        actions: errorActions(fault),
        branding: this.options.pages,
      }),
    );
  }

  #json(
    response: unknown,
    { status, code, provider, scopes }: ErrorResponse,
    support: string,
  ): object {
    this.headers.setNoStore(response);
    const wanted = challenge(status, code, scopes);
    if (wanted !== undefined) this.headers.set(response, { 'WWW-Authenticate': wanted });
    return {
      statusCode: status,
      error: STATUS_CODES[status] ?? 'Error',
      message: errorMessage(code, provider?.label).message,
      code,
      supportCode: support,
    };
  }

  #log(
    support: string,
    { status, code, reason }: ErrorResponse,
    requestId: string | undefined,
  ): void {
    const line = `${code} (support code ${support}): ${reason}`;
    const fields = requestId === undefined ? [] : [{ requestId }];
    if (status >= 500) this.#logger.error(line, ...fields);
    else if (EXPECTED_STATUSES.has(status)) this.#logger.debug(line, ...fields);
    else this.#logger.warn(line, ...fields);
  }
}

/** What would help (RFC 6750 §3.1); `error` only when a token was sent. */
function challenge(
  status: number,
  code: string,
  scopes: readonly string[] = [],
): string | undefined {
  if (code === 'invalid_token') return 'Bearer error="invalid_token"';
  if (code === 'insufficient_scope') {
    return `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"`;
  }
  return status === 401 ? 'Bearer' : undefined;
}

/** What a client is told of a login that failed (RFC 6749 §4.1.2.1). */
function clientError(code: string): string {
  if (code === 'login_canceled' || code === 'account_disabled') return 'access_denied';
  return code === 'provider_unavailable' ? 'temporarily_unavailable' : 'server_error';
}
