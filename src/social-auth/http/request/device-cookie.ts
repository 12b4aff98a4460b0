import { Injectable } from '@nestjs/common';
import { CookieJar } from './cookie-jar.js';
import type { HttpRequest } from './http-request.js';

const NAME = 'device';

/** One year, in seconds. Every login extends it. */
const MAX_AGE = 365 * 24 * 60 * 60;

/**
 * Stores the logins of a browser, so that a login in another browser is detected. Signing out does not delete the cookie.
 */
@Injectable()
export class DeviceCookie {
  constructor(private readonly jar: CookieJar) {}

  /** Returns the unvalidated value. */
  get(request: HttpRequest): string | undefined {
    return this.jar.get(request, NAME);
  }

  set(response: unknown, value: string): void {
    this.jar.set(response, NAME, value, MAX_AGE);
  }
}
