import { Injectable } from '@nestjs/common';
import { LOGIN_TRANSACTION_SECONDS } from '../../core/login-transaction.js';
import type { HttpRequest } from '../request/http-request.js';
import { CookieJar } from '../request/cookie-jar.js';

const PREFIX = 'login-';

/** How many attempts one browser may have open; a further one drops the oldest. */
const MAX_TRANSACTIONS = 5;

/** How much room they may take in the request header together, in bytes; servers allow 8 to 16 KB. */
const MAX_BYTES = 6000;

/** What a request brought along, as far as it explains a login that fails. */
export interface CookieDiagnostics {
  /** Whether it carried any cookie at all, whosever. */
  any: boolean;
  /** Whether one has a name of ours. */
  ours: boolean;
  /** How many login attempts its browser has open. */
  transactions: number;
}

/** As attempts are named here: the time, in base 36, and ten random digits. */
const TRANSACTION_NAME = /^login-[0-9a-z]{8,9}[0-9a-f]{10}$/;
const OTHER_NAMES = new Set(['access', 'refresh', 'last-provider', 'notice']);

/** One cookie for each login attempt, so that two tabs do not collide. */
@Injectable()
export class LoginTransactionCookies {
  constructor(private readonly jar: CookieJar) {}

  /** Keeps a sealed transaction in the browser, and drops the oldest ones that there is no room for. */
  set(request: HttpRequest, response: unknown, transactionId: string, sealed: string): void {
    let room = MAX_BYTES - sealed.length;
    const older = this.#attempts(request);
    for (const [index, [name, value]] of older.entries()) {
      room -= value.length;
      if (index >= MAX_TRANSACTIONS - 1 || room < 0) this.jar.clear(response, name);
    }
    this.jar.set(response, PREFIX + transactionId, sealed, LOGIN_TRANSACTION_SECONDS);
  }

  /** @returns the sealed transaction of an attempt, if this browser has it. */
  get(request: HttpRequest, transactionId: string): string | undefined {
    return this.jar.get(request, PREFIX + transactionId);
  }

  clear(response: unknown, transactionId: string): void {
    this.jar.clear(response, PREFIX + transactionId);
  }

  /** Looks at names only. */
  inspect(request: HttpRequest): CookieDiagnostics {
    const names = [...this.jar.read(request).keys()];
    return {
      any: request.headers.cookie !== undefined,
      ours: names.some((name) => TRANSACTION_NAME.test(name) || OTHER_NAMES.has(name)),
      transactions: this.#attempts(request).length,
    };
  }

  /** Newest first: the ids begin with the time. A name that we do not give is not ours to clear, nor fit for it. */
  #attempts(request: HttpRequest): [string, string][] {
    return [...this.jar.read(request)]
      .filter(([name]) => TRANSACTION_NAME.test(name))
      .toSorted(([a], [b]) => (a < b ? 1 : -1));
  }
}
