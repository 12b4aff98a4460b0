import { Injectable } from '@nestjs/common';
import { RedirectPage } from '../../pages/redirect-page.js';
import type { HttpRequest } from '../request/http-request.js';
import { PageRenderer } from '../request/page-renderer.js';
import { ResponseSender } from '../request/response-sender.js';

/**
 * Sends a browser to a provider.
 *
 * A form receives a page that opens the provider, instead of a redirect, because Chromium would apply the `form-action` of
 * the form's page to all further redirects, and block a provider that redirects to another origin, such as an identity
 * broker.
 */
@Injectable()
export class ProviderRedirect {
  constructor(
    private readonly sender: ResponseSender,
    private readonly renderer: PageRenderer,
  ) {}

  /**
   * @param name name of the provider
   * @param url its authorization URL
   */
  send(request: HttpRequest, response: unknown, name: string, url: string): void {
    if (request.headers['sec-fetch-dest'] !== 'document') {
      return this.sender.seeOther(response, url);
    }
    const { branding } = this.renderer;
    const props = { branding, url, provider: this.renderer.provider(name) };
    this.sender.ok(response, this.renderer.render(request, response, RedirectPage, props));
  }
}
