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

/** Sends the responses of the admin routes directly, which bypasses the interceptors of the app. */
@Injectable()
export class AdminResponses {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly headers: ResponseHeaders,
    private readonly sender: ResponseSender,
    private readonly paths: RoutePaths,
    @Inject(ADMIN_OPTIONS) private readonly options: ResolvedAdminOptions,
  ) {}

  /**
   * Returns the path of the list of users. Includes the global prefix of the app, because browsers use the path in
   * links.
   */
  usersPath(request: HttpRequest): string {
    const url = this.adapterHost.httpAdapter.getRequestUrl(request) as string;
    const path = this.paths.ofRequest(url).split('?')[0] ?? '';
    const end = `/${this.options.path}/users`.toLowerCase();
    return path.slice(0, path.toLowerCase().indexOf(end) + end.length);
  }

  /** Sends a page or JSON. */
  ok(response: unknown, body: string | object): void {
    // The page and its JSON have the same URL. After "Back", a browser must not show one in place of the other.
    this.headers.addVary(response, 'Accept');
    this.headers.setNoStore(response);
    this.sender.ok(response, body);
  }

  /**
   * Responds to a change. Redirects after a form, and returns 204 to an API client.
   *
   * @param userId the user whose page the browser shows next. Without it, the browser shows the list of users.
   */
  done(request: HttpRequest, response: unknown, notice: AdminNotice, userId?: string): void {
    this.headers.setNoStore(response);
    if (!isForm(request)) return this.sender.noContent(response);
    const page = userId === undefined ? '' : `/${encodeURIComponent(userId)}`;
    this.sender.seeOther(response, `${this.usersPath(request)}${page}?notice=${notice}`);
  }
}
