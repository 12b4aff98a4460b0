import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { randomToken, uuidv7 } from '../../../crypto/random.js';
import { Clock } from '../../../time/clock.js';
import { SocialAuthError } from '../../core/errors.js';
import {
  LOGIN_TRANSACTION_SECONDS,
  type LoginInterruption,
  type LoginTransaction,
} from '../../core/login-transaction.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { maxTransactionBytes } from '../../core/response-header-limit.js';
import type { ProviderProfile } from '../../core/provider-profile.js';
import type { Provider } from '../../core/provider.js';
import type { HttpRequest } from '../request/http-request.js';
import {
  parseCallbackParams,
  startTimeOf,
  toTransactionId,
  TRANSACTION_ID,
  type CallbackParams,
} from './callback-params.js';
import {
  explainExpiredTransaction,
  explainMissingTransaction,
  INVALID_TRANSACTION_REASON,
} from './login-diagnostics.js';
import { LoginTransactionCodec, type DecryptedTransaction } from './login-transaction-codec.js';
import { LoginTransactionCookies } from './login-transaction-cookies.js';
import { statelessCallbackError } from './stateless-callback.js';
import { findMismatch } from './validate-callback.js';

/** A login that starts. */
export type PendingLogin = Omit<LoginTransaction, 'sessionId' | 'expiresAt'>;

/** A login that the provider has authenticated, and that continues on a page. */
export interface InterruptedTransaction extends LoginTransaction {
  readonly profile: ProviderProfile;
  readonly interruption: NonNullable<LoginTransaction['interruption']>;
}

/** A callback with the transaction of the same id, if the browser has its cookie. */
interface ReceivedCallback {
  readonly params: CallbackParams;
  readonly decrypted: DecryptedTransaction | undefined;
}

/** Stores login transactions in the browsers that start them, and validates callbacks against them. */
@Injectable()
export class LoginTransactionStore {
  readonly #callbacks = new WeakMap<HttpRequest, ReceivedCallback | undefined>();

  constructor(
    private readonly cookies: LoginTransactionCookies,
    private readonly codec: LoginTransactionCodec,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Returns a `state`: an id that sorts by time, with 40 random bits, a dot, and 256 random bits. */
  createState(): string {
    const id = this.clock.milliseconds().toString(36) + randomBytes(5).toString('hex');
    return `${id}.${randomToken()}`;
  }

  /** Returns a transaction for a login with an ID token. Only {@link addProfile} stores it, if the login is interrupted. */
  create(login: Omit<LoginTransaction, 'state' | 'expiresAt'>): LoginTransaction {
    const expiresAt = this.clock.seconds() + LOGIN_TRANSACTION_SECONDS;
    return { ...login, state: this.createState(), expiresAt };
  }

  /** Stores a transaction in a cookie of its own. */
  store(request: HttpRequest, response: unknown, login: PendingLogin): void {
    const transactionId = toTransactionId(login.state);
    const sessionId = toSessionId(transactionId, login.state);
    const encrypted = this.codec.encrypt({ ...login, sessionId });
    this.cookies.set(request, response, transactionId, encrypted);
  }

  /**
   * Returns the transaction id of a callback, if this browser started the login. Validates nothing else.
   *
   * The id is read from the encrypted transaction, because a client can store one transaction under many names.
   */
  findId(request: HttpRequest): string | undefined {
    const decrypted = this.#callback(request)?.decrypted;
    return decrypted?.outcome === 'valid'
      ? toTransactionId(decrypted.transaction.state)
      : undefined;
  }

  /**
   * Returns the id of the session that the login of a callback created. Undefined while the login is in progress.
   * Callbacks are repeated when the user reloads the page or goes back to it.
   */
  completedSessionId(request: HttpRequest): string | undefined {
    const callback = this.#callback(request);
    if (callback === undefined || callback.decrypted !== undefined) return undefined;
    const { transactionId, state } = callback.params;
    return TRANSACTION_ID.test(transactionId) ? toSessionId(transactionId, state) : undefined;
  }

  /**
   * Validates a callback against its transaction. The caller clears the transaction when it has used it.
   *
   * @throws SocialAuthError `login_refused`, `login_expired`, or the error of {@link statelessCallbackError}
   */
  validate(
    request: HttpRequest,
    { provider, redirectUri }: { provider: Provider; redirectUri: string },
  ): { params: CallbackParams; transaction: LoginTransaction } {
    const callback = this.#callback(request);
    if (callback === undefined) {
      throw statelessCallbackError((request as { query?: unknown }).query);
    }
    const transaction = this.#validTransaction(callback, request);
    const reason = findMismatch(transaction, callback.params, provider, redirectUri);
    if (reason !== undefined) throw new SocialAuthError('login_refused', { reason });
    return { params: callback.params, transaction };
  }

  /** Clears the cookie of a transaction. */
  clear(response: unknown, { state }: LoginTransaction): void {
    this.cookies.clear(response, toTransactionId(state));
  }

  /**
   * Returns a transaction that continues on a page, see {@link addProfile}.
   *
   * @param transactionId untrusted
   * @throws SocialAuthError `login_expired`
   */
  findInterrupted(
    request: HttpRequest,
    transactionId: unknown,
    code: LoginInterruption,
  ): InterruptedTransaction {
    const decrypted =
      typeof transactionId === 'string' && TRANSACTION_ID.test(transactionId)
        ? this.#decrypt(request, transactionId)
        : undefined;
    const transaction = decrypted?.outcome === 'valid' ? decrypted.transaction : undefined;
    if (transaction?.profile === undefined || transaction.interruption?.code !== code) {
      const reason = 'the browser has no login with this id that can be continued';
      throw new SocialAuthError('login_expired', { reason });
    }
    const { profile, interruption } = transaction;
    return { ...transaction, profile, interruption };
  }

  /**
   * Adds a profile to a transaction.
   *
   * @param code why the login continues on a page. Undefined if the same callback can complete it
   * @returns false if the cookie would become too large
   */
  addProfile(
    request: HttpRequest,
    response: unknown,
    transaction: LoginTransaction,
    profile: ProviderProfile,
    code?: LoginInterruption,
  ): boolean {
    const interruption = code && { code, authenticatedAt: this.clock.seconds() };
    const encrypted = this.codec.encryptAgain({ ...transaction, profile, interruption });
    if (encrypted.length > maxTransactionBytes(this.options.responseHeaderLimit)) return false;
    this.cookies.set(request, response, toTransactionId(transaction.state), encrypted);
    return true;
  }

  /** Parses the callback and decrypts its transaction once per request. */
  #callback(request: HttpRequest & { readonly query?: unknown }): ReceivedCallback | undefined {
    if (this.#callbacks.has(request)) return this.#callbacks.get(request);
    const params = parseCallbackParams(request.query);
    const callback =
      params === undefined
        ? undefined
        : { params, decrypted: this.#decrypt(request, params.transactionId) };
    this.#callbacks.set(request, callback);
    return callback;
  }

  #decrypt(request: HttpRequest, transactionId: string): DecryptedTransaction | undefined {
    const encrypted = this.cookies.get(request, transactionId);
    return encrypted === undefined ? undefined : this.codec.decrypt(encrypted);
  }

  #validTransaction(
    { params: { transactionId }, decrypted }: ReceivedCallback,
    request: HttpRequest,
  ): LoginTransaction {
    if (decrypted === undefined) {
      const cookies = this.cookies.inspect(request);
      const missing = { cookies, transactionId, now: this.clock.now() };
      throw new SocialAuthError('login_expired', {
        reason: explainMissingTransaction(missing, request.headers, this.options.publicUrl),
      });
    }
    if (decrypted.outcome === 'valid') return decrypted.transaction;
    throw decrypted.outcome === 'expired'
      ? new SocialAuthError('login_expired', {
          reason: explainExpiredTransaction(decrypted.seconds),
        })
      : new SocialAuthError('login_refused', { reason: INVALID_TRANSACTION_REASON });
  }
}

/**
 * Returns the id of the session that a login creates.
 *
 * It is derived from `state`, so that a repeated callback is recognized by the session of the browser without a list of
 * completed logins. `state` has 256 random bits, and the id reveals none of these bits.
 */
function toSessionId(transactionId: string, state: string): string {
  return uuidv7(startTimeOf(transactionId), createHash('sha256').update(state).digest());
}
