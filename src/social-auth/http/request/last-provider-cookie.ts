import { Injectable } from '@nestjs/common';
import { PROVIDER_NAME } from '../../core/provider.js';
import { CookieJar } from './cookie-jar.js';
import type { HttpRequest } from './http-request.js';

const NAME = 'last-provider';

/** One year, in seconds. */
const MAX_AGE = 365 * 24 * 60 * 60;

/** Follows the name after a sign-out. */
const SIGNED_OUT = '.signed-out';

/**
 * Stores the name of the provider last used in a browser, for the order of the buttons on the login page. Also stores
 * whether the user has signed out since then, so that the next login with this provider asks for the account.
 */
@Injectable()
export class LastProviderCookie {
  constructor(private readonly jar: CookieJar) {}

  /** Returns the unvalidated name of the provider. */
  get(request: HttpRequest): string | undefined {
    return this.jar.get(request, NAME)?.replace(SIGNED_OUT, '');
  }

  /** Returns whether the user has signed out since the last login with a provider. */
  isSignedOut(request: HttpRequest, provider: string): boolean {
    return this.jar.get(request, NAME) === provider + SIGNED_OUT;
  }

  set(response: unknown, provider: string): void {
    this.jar.set(response, NAME, provider, MAX_AGE);
  }

  /** Records a sign-out. Does nothing without a provider. */
  setSignedOut(request: HttpRequest, response: unknown): void {
    const provider = this.get(request);
    // The cookie is not signed, and a long value must not grow further.
    if (provider !== undefined && PROVIDER_NAME.test(provider)) {
      this.set(response, provider + SIGNED_OUT);
    }
  }
}
