import { Injectable } from '@nestjs/common';
import type { HttpRequest } from './http-request.js';
import { CookieJar } from './cookie-jar.js';

const LAST_PROVIDER = 'last-provider';
const NOTICE = 'notice';

const YEAR = 365 * 24 * 60 * 60;

const FLASH_MESSAGES = [
  'signed_out',
  'signed_out_everywhere',
  'session_ended',
  'other_sessions_ended',
  'account_linked',
  'account_unlinked',
] as const;

/** What a page says once, on top, after a redirect. */
export type FlashMessage = (typeof FLASH_MESSAGES)[number];

/** What a browser is reminded of that is no secret: the login used last, and a notice for the next page. */
@Injectable()
export class FlashMessages {
  constructor(private readonly jar: CookieJar) {}

  lastProvider(request: HttpRequest): string | undefined {
    return this.jar.get(request, LAST_PROVIDER);
  }

  rememberProvider(response: unknown, name: string): void {
    this.jar.set(response, LAST_PROVIDER, name, YEAR);
  }

  set(response: unknown, notice: FlashMessage): void {
    this.jar.set(response, NOTICE, notice, 60);
  }

  /** @returns the notice left for this page, which is then gone. */
  consume(request: HttpRequest, response: unknown): FlashMessage | undefined {
    const notice = this.jar.get(request, NOTICE);
    if (notice !== undefined) this.jar.clear(response, NOTICE);
    return FLASH_MESSAGES.find((known) => known === notice);
  }
}
