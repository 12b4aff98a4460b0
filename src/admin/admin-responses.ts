import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RoutePaths, type HttpRequest } from '../social-auth/index.js';
import { isForm } from './admin-request.js';
import { ADMIN_OPTIONS, type ResolvedAdminOptions } from './admin-options.js';
import type { AdminNotice } from './pages/notices.js';

/** Sends the responses of the routes, so that no interceptor of the app changes them. */
@Injectable()
export class AdminResponses {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly paths: RoutePaths,
    @Inject(ADMIN_OPTIONS) private readonly options: ResolvedAdminOptions,
  ) {}

  /** Returns the path of the list of users, as the browser sees it: with the global prefix of the app. */
  usersUrl(request: HttpRequest): string {
    const url = this.adapterHost.httpAdapter.getRequestUrl(request) as string;
    const path = this.paths.ofRequest(url).split('?')[0] ?? '';
    const end = `/${this.options.path}/users`.toLowerCase();
    return path.slice(0, path.toLowerCase().indexOf(end) + end.length);
  }

  /** Sends a page, or JSON. */
  ok(response: unknown, body: string | object): void {
    const { httpAdapter } = this.adapterHost;
    // A browser must not show the JSON of a page after "Back", and the reverse.
    httpAdapter.setHeader(response, 'Vary', 'Accept, Accept-Language');
    this.#setNoStore(response);
    httpAdapter.reply(response, body, 200);
  }

  /**
   * Responds to a change: redirects a form, and sends nothing to a program.
   *
   * @param userId the page of the user to return to. Default: the list of users
   */
  done(request: HttpRequest, response: unknown, notice: AdminNotice, userId?: string): void {
    const { httpAdapter } = this.adapterHost;
    this.#setNoStore(response);
    if (!isForm(request)) return void httpAdapter.reply(response, undefined, 204);
    const page = userId === undefined ? '' : `/${encodeURIComponent(userId)}`;
    httpAdapter.redirect(response, 303, `${this.usersUrl(request)}${page}?notice=${notice}`);
  }

  #setNoStore(response: unknown): void {
    this.adapterHost.httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
  }
}
