import { Injectable } from '@nestjs/common';
import { ACCOUNT_NOTICES } from '../../pages/account-notices.js';
import { CookieJar } from './cookie-jar.js';
import type { HttpRequest } from './http-request.js';
import { isSpeculative } from './speculative-request.js';

const NAME = 'notice';

/** Lifetime of a message, in seconds. The page after the redirect deletes it earlier. */
const MAX_AGE = 60;

/** Lifetime of `login_skipped`, in seconds. A page that rejects the user responds within this time. */
const LOGIN_SKIPPED_MAX_AGE = 10;

const MESSAGES = [
  ...ACCOUNT_NOTICES,
  'signed_out',
  'signed_out_everywhere',
  'login_skipped',
  'session_ended',
  'session_expired',
  'session_revoked_elsewhere',
  'session_revoked_by_admin',
  'session_account_unlinked',
  'session_user_disabled',
  'session_reused',
  'session_deletion_requested',
  'session_users_merged',
  'session_merge_undone',
  'account_deleted',
  'deletion_requested',
] as const;

/**
 * A message that the next page shows once, after a redirect.
 *
 * @publicApi
 */
export interface FlashMessage {
  readonly message: (typeof MESSAGES)[number];
  /** The unvalidated name of the provider that the message is about. */
  readonly provider?: string;
}

/**
 * Passes a message to the page after a redirect, in a cookie with the value `message` or `message.provider`.
 *
 * @publicApi
 */
@Injectable()
export class FlashMessages {
  readonly #messages = new WeakMap<object, FlashMessage>();

  constructor(private readonly jar: CookieJar) {}

  set(response: unknown, message: FlashMessage['message'], provider?: string): void {
    const value = provider === undefined ? message : `${message}.${provider}`;
    this.#messages.set(response as object, {
      message,
      ...(provider !== undefined && { provider }),
    });
    const maxAge = message === 'login_skipped' ? LOGIN_SKIPPED_MAX_AGE : MAX_AGE;
    this.jar.set(response, NAME, value, maxAge);
  }

  /** Returns whether the request carries a message. Does not delete it. */
  has(request: HttpRequest, message: FlashMessage['message']): boolean {
    return this.jar.get(request, NAME) === message;
  }

  /**
   * Returns the message and deletes its cookie. A message that was set for the same response takes precedence.
   *
   * @returns undefined when the cookie is missing or its value is unknown, and for a page that is loaded in advance
   */
  consume(request: HttpRequest, response: unknown): FlashMessage | undefined {
    const value = this.jar.get(request, NAME);
    const own = this.#messages.get(response as object);
    if ((value === undefined && own === undefined) || isSpeculative(request)) return undefined;
    this.jar.clear(response, NAME);
    return own ?? parse(value ?? '');
  }
}

function parse(value: string): FlashMessage | undefined {
  const [name, ...rest] = value.split('.');
  const message = MESSAGES.find((known) => known === name);
  if (message === undefined) return undefined;
  return rest.length === 0 ? { message } : { message, provider: rest.join('.') };
}
