import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../time/clock.js';
import { SocialAuthError, type ErrorCode } from '../../core/errors.js';
import { LoginTransactionCodec, type LoginTransaction } from '../../core/login-transaction.js';
import type { Provider } from '../../core/provider.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { randomToken, uuidv7 } from '../../../crypto/random.js';
import { timingSafeEqualStrings } from '../../../crypto/timing-safe-equal.js';
import { parseCallbackParams, type CallbackParams } from './callback-params.js';
import { LoginTransactionCookies } from './login-transaction-cookies.js';
import type { HttpRequest } from '../request/http-request.js';
import {
  explainMissingTransaction,
  explainExpiredTransaction,
  INVALID_TRANSACTION_REASONS,
  explainProviderError,
} from './login-diagnostics.js';

/** What a started login is remembered by. */
export type PendingLogin = Pick<
  LoginTransaction,
  'state' | 'codeVerifier' | 'provider' | 'redirectUri' | 'returnTo' | 'client' | 'link'
> & { transactionId: string };

/** Keeps login attempts in the browser that began them, and redeems each at most once. */
@Injectable()
export class LoginTransactionService {
  readonly #transactions: LoginTransactionCodec;
  readonly #publicUrl: string;

  constructor(
    private readonly cookies: LoginTransactionCookies,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) { secrets, publicUrl }: ResolvedOptions,
  ) {
    this.#transactions = new LoginTransactionCodec(secrets, clock);
    this.#publicUrl = publicUrl;
  }

  /** @returns a name for an attempt; it begins with the time, so that the oldest can be told. */
  createId(): string {
    return (
      this.clock.milliseconds().toString(36) +
      Buffer.from(randomToken(5)).toString('hex').slice(0, 10)
    );
  }

  /** Seals an attempt into a cookie of its own. */
  store(request: HttpRequest, response: unknown, { transactionId, ...login }: PendingLogin): void {
    const sessionId = uuidv7(this.clock.now());
    this.cookies.set(
      request,
      response,
      transactionId,
      this.#transactions.encrypt({ ...login, sessionId }),
    );
  }

  /** @returns whether a callback names an attempt that this browser has; nothing else of it is looked at. */
  has(request: HttpRequest, query: unknown): boolean {
    const callback = parseCallbackParams(query);
    return (
      callback !== undefined && this.cookies.get(request, transactionIdOf(callback)) !== undefined
    );
  }

  /**
   * Checks a callback against the attempt it claims to end, before anything is asked of the provider.
   *
   * @param query what came with the callback; nothing of it is trusted
   * @throws SocialAuthError `login_expired`, `login_refused`, `login_canceled`, `provider_unavailable`
   */
  consume(
    request: HttpRequest,
    response: unknown,
    { provider, redirectUri }: { provider: Provider; redirectUri: string },
    query: unknown,
  ): { code: string; transaction: LoginTransaction } {
    const callback = parseCallbackParams(query);
    if (callback === undefined) {
      throw refused(provider, 'login_refused', ['the callback is not of the right shape']);
    }

    const transactionId = transactionIdOf(callback);
    const transaction = this.#find(request, transactionId, provider);
    const refusal = mismatch(transaction, callback, provider, redirectUri);
    if (refusal !== undefined) throw refused(provider, 'login_refused', [refusal]);
    this.cookies.clear(response, transactionId);

    if (callback.outcome === 'granted') return { code: callback.code, transaction };
    if (callback.error === 'access_denied') {
      const reasons = ['the person canceled at the provider'];
      throw refused(provider, 'login_canceled', reasons, transaction);
    }
    const reasons = explainProviderError(callback.error);
    throw refused(provider, 'provider_unavailable', reasons, transaction);
  }

  /** The attempt of that name in this browser, if it is ours and not over. */
  #find(request: HttpRequest, transactionId: string, provider: Provider): LoginTransaction {
    const sealed = this.cookies.get(request, transactionId);
    if (sealed === undefined) {
      const absent = {
        cookies: this.cookies.inspect(request),
        transactionId,
        now: this.clock.now(),
      };
      throw refused(
        provider,
        'login_expired',
        explainMissingTransaction(absent, request, this.#publicUrl),
      );
    }
    const opened = this.#transactions.decrypt(sealed);
    if (opened.outcome === 'expired') {
      throw refused(provider, 'login_expired', explainExpiredTransaction(opened.seconds));
    }
    if (opened.outcome === 'foreign') {
      throw refused(provider, 'login_refused', INVALID_TRANSACTION_REASONS);
    }
    return opened.transaction;
  }
}

const transactionIdOf = ({ state }: CallbackParams) => state.slice(0, state.indexOf('.'));

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
  { state, iss }: CallbackParams,
  { name, issuer }: Provider,
  redirectUri: string,
): string | undefined {
  if (!timingSafeEqualStrings(state, transaction.state)) {
    return 'the state is not that of the attempt';
  }
  if (transaction.provider !== name) {
    return `the attempt was begun with another provider ← ${transaction.provider} began it, the answer came to ${name}`;
  }
  if (transaction.redirectUri !== redirectUri) {
    return 'the attempt was begun under another public URL ← is PUBLIC_URL the same on every instance?';
  }
  if (iss !== undefined && issuer !== undefined && iss !== issuer) {
    return 'iss is not that of the provider';
  }
  return undefined;
}
