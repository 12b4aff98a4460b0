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

/** What a started login is remembered by. */
export type StartedLogin = Pick<
  LoginTransaction,
  'state' | 'codeVerifier' | 'provider' | 'redirectUri' | 'returnTo' | 'client'
> & { attemptId: string };

/** Keeps login attempts in the browser that began them, and redeems each at most once. */
@Injectable()
export class LoginAttempts {
  readonly #transactions: LoginTransactions;

  constructor(
    private readonly cookies: LoginCookies,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) { secrets }: ResolvedOptions,
  ) {
    this.#transactions = new LoginTransactions(secrets, clock);
  }

  /** @returns a name for an attempt; it begins with the time, so that the oldest can be told. */
  newId(): string {
    return (
      this.clock.now().getTime().toString(36) +
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
    const refuse = (code: ErrorCode, reason: string) =>
      new SocialAuthError(code, { reason, provider });
    const callback = parseCallback(query);
    if (callback === undefined)
      throw refuse('login_refused', 'the callback is not of the right shape');

    const attemptId = callback.state.slice(0, callback.state.indexOf('.'));
    const sealed = this.cookies.find(request, attemptId);
    if (sealed === undefined) {
      throw refuse(
        'login_expired',
        'this browser has no attempt of that name: it is over, used, or of another browser',
      );
    }
    const transaction = this.#transactions.open(sealed);
    if (transaction === 'expired')
      throw refuse('login_expired', 'the attempt is older than ten minutes');
    if (transaction === undefined)
      throw refuse('login_refused', 'the attempt was not sealed by this app');
    const refusal = mismatch(transaction, callback, provider, redirectUri);
    if (refusal !== undefined) throw refuse('login_refused', refusal);
    this.cookies.drop(response, attemptId);

    const { returnTo, client } = transaction;
    const answered = (code: ErrorCode, reason: string) =>
      new SocialAuthError(code, { reason, provider, returnTo, client });
    if (callback.outcome === 'granted') return { code: callback.code, transaction };
    if (callback.error === 'access_denied') {
      throw answered('login_cancelled', 'the person cancelled at the provider');
    }
    throw answered('provider_unavailable', 'the provider answered the login with an error');
  }
}

function mismatch(
  transaction: LoginTransaction,
  { state, iss }: Callback,
  { name, issuer }: Provider,
  redirectUri: string,
): string | undefined {
  if (!sameText(state, transaction.state)) return 'the state is not that of the attempt';
  if (transaction.provider !== name) return 'the attempt was begun with another provider';
  if (transaction.redirectUri !== redirectUri)
    return 'the attempt was begun under another public URL';
  if (iss !== undefined && issuer !== undefined && iss !== issuer)
    return 'iss is not that of the provider';
  return undefined;
}
