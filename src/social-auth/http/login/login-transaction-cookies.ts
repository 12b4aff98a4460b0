import { Injectable } from '@nestjs/common';
import { LOGIN_TRANSACTION_SECONDS } from '../../core/login-transaction.js';
import { CookieJar } from '../request/cookie-jar.js';
import type { HttpRequest } from '../request/http-request.js';
import { TRANSACTION_ID } from './callback-params.js';

const PREFIX = 'login-';

/** Maximum number of login transactions per browser. Another one replaces the oldest. */
const MAX_TRANSACTIONS = 5;

/** Maximum size of all login transactions of a browser, in bytes. Servers accept cookies of 8 KB in all (nginx). */
const MAX_BYTES = 4500;

/** The cookies of a request, as far as they explain a failed login. */
export interface CookieDiagnostics {
  /** Whether the request has any cookies. */
  readonly hasCookies: boolean;
  /** Whether it has cookies of this module. */
  readonly hasModuleCookies: boolean;
  /** Number of login transactions in progress. */
  readonly transactions: number;
}

const isTransaction = (name: string) =>
  name.startsWith(PREFIX) && TRANSACTION_ID.test(name.slice(PREFIX.length));

const OTHER_COOKIES = new Set(['access', 'refresh', 'device', 'last-provider', 'notice']);

/** Stores each login transaction in a cookie of its own, so that logins in several tabs do not interfere. */
@Injectable()
export class LoginTransactionCookies {
  constructor(private readonly jar: CookieJar) {}

  /** Sets the cookie of a transaction, and clears the oldest ones above the limits. */
  set(request: HttpRequest, response: unknown, transactionId: string, encrypted: string): void {
    let remainingBytes = MAX_BYTES - encrypted.length;
    const others = this.#newestFirst(request).filter(([name]) => name !== PREFIX + transactionId);
    for (const [index, [name, value]] of others.entries()) {
      remainingBytes -= value.length;
      if (index >= MAX_TRANSACTIONS - 1 || remainingBytes < 0) this.jar.clear(response, name);
    }
    this.jar.set(response, PREFIX + transactionId, encrypted, LOGIN_TRANSACTION_SECONDS);
  }

  /** Returns the encrypted transaction, or undefined when the request does not have its cookie. */
  get(request: HttpRequest, transactionId: string): string | undefined {
    return this.jar.get(request, PREFIX + transactionId);
  }

  clear(response: unknown, transactionId: string): void {
    this.jar.clear(response, PREFIX + transactionId);
  }

  /** Inspects the names of the cookies, not their values. */
  inspect(request: HttpRequest): CookieDiagnostics {
    const names = [...this.jar.read(request).keys()];
    return {
      hasCookies: request.headers.cookie !== undefined,
      hasModuleCookies: names.some((name) => isTransaction(name) || OTHER_COOKIES.has(name)),
      transactions: this.#newestFirst(request).length,
    };
  }

  /** Sorts by id, which starts with the time. Ignores cookies of other applications on the same host. */
  #newestFirst(request: HttpRequest): [string, string][] {
    return [...this.jar.read(request)]
      .filter(([name]) => isTransaction(name))
      .toSorted(([a], [b]) => (a < b ? 1 : -1));
  }
}
