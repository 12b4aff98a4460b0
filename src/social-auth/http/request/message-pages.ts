import { Inject, Injectable } from '@nestjs/common';
import type { Localization } from '../../core/messages/localization.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { ErrorPage, type ErrorAction } from '../../pages/error-page.js';
import type { HttpRequest } from './http-request.js';
import { Localizer } from './localizer.js';
import { PageRenderer } from './page-renderer.js';
import { ResponseSender } from './response-sender.js';

/**
 * A page with a title, a sentence, and what the user can do next.
 *
 * @publicApi
 */
export interface MessagePage {
  readonly title: string;
  /** One or two sentences. */
  readonly message: string;
  /** Links and buttons of forms that post. The first one is emphasized. */
  readonly actions: readonly ErrorAction[];
}

/**
 * Sends pages of optional features, in the style and with the headers of the module's pages.
 *
 * @publicApi
 */
@Injectable()
export class MessagePages {
  constructor(
    private readonly renderer: PageRenderer,
    private readonly localizer: Localizer,
    private readonly sender: ResponseSender,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Sends a page with status 200. All texts are escaped.
   *
   * @param toPage returns the page in the language of the request
   */
  send(
    request: HttpRequest,
    response: unknown,
    toPage: (localization: Localization) => MessagePage,
  ): void {
    const page = toPage(this.localizer.forRequest(request));
    const props = { ...page, branding: this.options.pages };
    this.sender.ok(response, this.renderer.render(request, response, ErrorPage, props));
  }
}
