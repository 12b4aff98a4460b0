import { Injectable } from '@nestjs/common';
import { CookieJar } from './cookie-jar.js';
import type { HttpRequest } from './http-request.js';

const NAME = 'last-provider';

/** One year, in seconds. */
const MAX_AGE = 365 * 24 * 60 * 60;

/** Stores the name of the provider last used in a browser, for the order of the buttons on the login page. */
@Injectable()
export class LastProviderCookie {
  constructor(private readonly jar: CookieJar) {}

  /** Returns the unvalidated name of the provider. */
  get(request: HttpRequest): string | undefined {
    return this.jar.get(request, NAME);
  }

  set(response: unknown, provider: string): void {
    this.jar.set(response, NAME, provider, MAX_AGE);
  }
}
