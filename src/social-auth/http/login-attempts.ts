import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../core/clock.js';
import { SocialAuthError, type ErrorCode } from '../core/errors.js';
import { LoginTransactions, type LoginTransaction } from '../core/login-transaction.js';
import type { Provider } from '../core/provider.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { randomToken, timeOrderedId } from '../core/random.js';
import { sameText } from '../core/same-text.js';
import { parseCallback, type Callback } from './callback-query.js';
import { LoginCookies } from './cookies/login-cookies.js';
import type { HttpRequest } from './http-request.js';
import {
  absentReasons,
  expiredReasons,
  FOREIGN_REASONS,
  providerErrorReasons,
} from './login-reasons.js';

/** What a started login is remembered by. */
export type StartedLogin = Pick<
  LoginTransaction,
  'state' | 'codeVerifier' | 'provider' | 'redirectUri' | 'returnTo' | 'client' | 'link'
> & { attemptId: string };

/** Keeps login attempts in the browser that began them, and redeems each at most once. */
@Injectable()
export class LoginAttempts {
  readonly #transactions: LoginTransactions;
  readonly #publicUrl: string;

  constructor(
    private readonly cookies: LoginCookies,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) { secrets, publicUrl }: ResolvedOptions,
  ) {
    this.#transactions = new LoginTransactions(secrets, clock);
    this.#publicUrl = publicUrl;
  }

  /** @returns a name for an attempt; it begins with the time, so that the oldest can be told. */
  newId(): string {
    return (
      this.clock.milliseconds().toString(36) +
      Buffer.from(randomToken(5)).toString('hex').slice(0, 10)
    );
  }

  /** Seals an attempt into a cookie of its own. */
  keep(request: HttpRequest, response: unknown, { attemptId, ...login }: StartedLogin): void {
    const sessionId = timeOrderedId(this.clock.now());
    this.cookies.keep(
      request,
      response,
      attemptId,
      this.#transactions.seal({ ...login, sessionId }),
    );
  }

  /** @returns whether a callback names an attempt that this browser has; nothing else of it is looked at. */
  isOpen(request: HttpRequest, query: unknown): boolean {
    const callback = parseCallback(query);
    return (
      callback !== undefined && this.cookies.find(request, attemptIdOf(callback)) !== undefined
    );
  }

  /**
   * Checks a callback against the attempt it claims to end, before anything is asked of the provider.
   *
   * @param query what came with the callback; nothing of it is trusted
   * @throws SocialAuthError `login_expired`, `login_refused`, `login_cancelled`, `provider_unavailable`
   */
  redeem(
    request: HttpRequest,
    response: unknown,
    { provider, redirectUri }: { provider: Provider; redirectUri: string },
    query: unknown,
  ): { code: string; transaction: LoginTransaction } {
    const callback = parseCallback(query);
    if (callback === undefined)
      throw refused(provider, 'login_refused', ['the callback is not of the right shape']);

    const attemptId = attemptIdOf(callback);
    const transaction = this.#find(request, attemptId, provider);
    const refusal = mismatch(transaction, callback, provider, redirectUri);
    if (refusal !== undefined) throw refused(provider, 'login_refused', [refusal]);
    this.cookies.drop(response, attemptId);

    if (callback.outcome === 'granted') return { code: callback.code, transaction };
    if (callback.error === 'access_denied') {
      const reasons = ['the person cancelled at the provider'];
      throw refused(provider, 'login_cancelled', reasons, transaction);
    }
    const reasons = providerErrorReasons(callback.error);
    throw refused(provider, 'provider_unavailable', reasons, transaction);
  }

  /** The attempt of that name in this browser, if it is ours and not over. */
  #find(request: HttpRequest, attemptId: string, provider: Provider): LoginTransaction {
    const sealed = this.cookies.find(request, attemptId);
    if (sealed === undefined) {
      const absent = { cookies: this.cookies.seen(request), attemptId, now: this.clock.now() };
      throw refused(provider, 'login_expired', absentReasons(absent, request, this.#publicUrl));
    }
    const opened = this.#transactions.open(sealed);
    if (opened.outcome === 'expired')
      throw refused(provider, 'login_expired', expiredReasons(opened.seconds));
    if (opened.outcome === 'foreign') throw refused(provider, 'login_refused', FOREIGN_REASONS);
    return opened.transaction;
  }
}

const attemptIdOf = ({ state }: Callback) => state.slice(0, state.indexOf('.'));

/** @param attempt once it is known to be the one that the callback ends */
function refused(
  provider: Provider,
  code: ErrorCode,
  reasons: readonly string[],
  attempt?: LoginTransaction,
): SocialAuthError {
  return new SocialAuthError(code, {
    reason: reasons.join(' ← '),
    provider,
    ...(attempt !== undefined && {
      returnTo: attempt.returnTo,
      client: attempt.client,
      link: attempt.link,
    }),
  });
}

function mismatch(
  transaction: LoginTransaction,
  { state, iss }: Callback,
  { name, issuer }: Provider,
  redirectUri: string,
): string | undefined {
  if (!sameText(state, transaction.state)) return 'the state is not that of the attempt';
  if (transaction.provider !== name) {
    return `the attempt was begun with another provider ← ${transaction.provider} began it, the answer came to ${name}`;
  }
  if (transaction.redirectUri !== redirectUri) {
    return 'the attempt was begun under another public URL ← is PUBLIC_URL the same on every instance?';
  }
  if (iss !== undefined && issuer !== undefined && iss !== issuer)
    return 'iss is not that of the provider';
  return undefined;
}
