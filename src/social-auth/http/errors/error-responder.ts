import { STATUS_CODES } from 'node:http';
import { Inject, Injectable, Logger, type ArgumentsHost } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { supportCode } from '../../core/random.js';
import { returnPath } from '../../core/return-path.js';
import { wantsPage, type HttpRequest } from '../http-request.js';
import { ErrorPage } from '../pages/error-page.js';
import { errorText } from '../pages/error-texts.js';
import { ResponseHeaders } from '../response-headers.js';
import type { Fault } from './fault.js';
import { wayOn } from './way-on.js';

/** What any visitor's browser causes all day long. */
const EVERYDAY = new Set([401, 404]);

/** The one place that decides how an error is answered: a page, a redirect to the login page, or JSON. */
@Injectable()
export class ErrorResponder {
  readonly #logger = new Logger('SocialAuth');

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly headers: ResponseHeaders,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Answers a request that failed, and logs why under the support code that the answer shows. */
  respond(host: ArgumentsHost, fault: Fault): void {
    const request = host.switchToHttp().getRequest<HttpRequest>();
    const response: unknown = host.switchToHttp().getResponse();
    const page = wantsPage(request) && request.headers.authorization === undefined;
    if (page && fault.status === 401 && request.method === 'GET') {
      this.#redirectToLogin(request, response);
      return;
    }
    const code = supportCode();
    this.#log(code, fault);
    const body = page ? this.#page(response, fault, code) : this.#json(response, fault, code);
    this.adapterHost.httpAdapter.reply(response, body, fault.status);
  }

  #redirectToLogin(request: HttpRequest, response: unknown): void {
    const { httpAdapter } = this.adapterHost;
    const wanted = returnPath(httpAdapter.getRequestUrl(request));
    this.headers.makePrivate(response);
    const query = wanted === '/' ? '' : `?${new URLSearchParams({ returnTo: wanted }).toString()}`;
    httpAdapter.redirect(response, 303, `/login${query}`);
  }

  #page(response: unknown, fault: Fault, code: string): string {
    const { productName } = this.options;
    const text = errorText(fault.code, fault.provider?.label);
    return this.headers.page(
      response,
      ErrorPage({ ...text, supportCode: code, actions: wayOn(fault), productName }),
    );
  }

  #json(response: unknown, { status, code, provider }: Fault, support: string): object {
    this.headers.makePrivate(response);
    if (status === 401) this.headers.set(response, { 'WWW-Authenticate': challenge(code) });
    return {
      statusCode: status,
      error: STATUS_CODES[status] ?? 'Error',
      message: errorText(code, provider?.label).message,
      code,
      supportCode: support,
    };
  }

  #log(support: string, { status, code, reason }: Fault): void {
    const line = `${code} (support code ${support}): ${reason}`;
    if (status >= 500) this.#logger.error(line);
    else if (EVERYDAY.has(status)) this.#logger.debug(line);
    else this.#logger.warn(line);
  }
}

/** `error` only when a token was sent (RFC 6750 §3.1). */
function challenge(code: string): string {
  return code === 'invalid_token' ? 'Bearer error="invalid_token"' : 'Bearer';
}
