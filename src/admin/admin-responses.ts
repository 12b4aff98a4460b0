import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  ResponseHeaders,
  ResponseSender,
  RoutePaths,
  type HttpRequest,
} from '../social-auth/index.js';
import { isForm } from './admin-request.js';
import { ADMIN_OPTIONS, type ResolvedAdminOptions } from './admin-options.js';
import type { AdminNotice } from './pages/notices.js';

/** Sends the responses of the routes, so that no interceptor of the app changes them. */
@Injectable()
export class AdminResponses {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly headers: ResponseHeaders,
    private readonly sender: ResponseSender,
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
    // A browser must not show the JSON of a page after "Back", and the reverse.
    this.headers.addVary(response, 'Accept');
    this.headers.setNoStore(response);
    this.sender.ok(response, body);
  }

  /**
   * Responds to a change: redirects a form, and sends nothing to a program.
   *
   * @param userId the page of the user to return to. Default: the list of users
   */
  done(request: HttpRequest, response: unknown, notice: AdminNotice, userId?: string): void {
    this.headers.setNoStore(response);
    if (!isForm(request)) return this.sender.noContent(response);
    const page = userId === undefined ? '' : `/${encodeURIComponent(userId)}`;
    this.sender.seeOther(response, `${this.usersUrl(request)}${page}?notice=${notice}`);
  }
}
