import { Injectable } from '@nestjs/common';
import { AuthEvents, loginFailure } from '../../core/auth-events.js';
import { SocialAuthError, type ErrorDetails } from '../../core/errors.js';
import type { LoginTransaction } from '../../core/login-transaction.js';
import type { Authentication } from '../../core/provider-flow.js';
import { SessionStore } from '../../sessions/session.store.js';
import { CookieSession } from '../credentials/cookie-session.js';
import type { HttpRequest } from '../request/http-request.js';
import { RoutePaths } from '../request/route-paths.js';
import { toSearchParams } from '../request/search-params.js';
import type { CallbackParams } from './callback-params.js';
import { FinishLogin } from './finish-login.js';
import { FormPostCallback } from './form-post-callback.js';
import { InterruptedLogins } from './interrupted-logins.js';
import { explainProviderError } from './login-diagnostics.js';
import { LoginTransactionStore } from './login-transaction.store.js';
import { ProviderFlows, type ConfiguredProvider } from './provider-flows.js';
import { isInstallation } from './stateless-callback.js';

/** Completes a login: signs in this browser, issues a code for a client, or links an account. */
@Injectable()
export class CompleteLogin {
  constructor(
    private readonly flows: ProviderFlows,
    private readonly transactions: LoginTransactionStore,
    private readonly formPost: FormPostCallback,
    private readonly finish: FinishLogin,
    private readonly interrupted: InterruptedLogins,
    private readonly sessions: SessionStore,
    private readonly cookieSession: CookieSession,
    private readonly events: AuthEvents,
    private readonly paths: RoutePaths,
  ) {}

  /**
   * Redirects to the account page and changes nothing if the login of the callback has already signed this browser in.
   *
   * @param name name of the provider in the callback URL
   * @returns the URL that the browser is redirected to
   * @throws SocialAuthError with the provider, the return path, the client and the link, as far as they are known
   */
  async run(name: string, request: HttpRequest, response: unknown): Promise<string> {
    let login: Pick<ErrorDetails, 'provider' | 'returnTo' | 'client' | 'link'> = {};
    try {
      const configured = this.flows.get(name);
      const provider = { name, label: configured.provider.label };
      login = { provider };
      if (await this.#isCompleted(request)) return this.paths.account;
      const { params, transaction } = this.transactions.validate(request, configured);
      const { returnTo, client, link } = transaction;
      login = { provider, returnTo, client, link };
      return await this.#authenticate(configured, params, transaction, request, response);
    } catch (error) {
      if (!isInstallation(error)) {
        this.events.emit('login_failed', loginFailure(error, login.provider?.name));
      }
      throw error instanceof SocialAuthError ? error.addDetails(login) : error;
    }
  }

  /** Returns whether the login of the callback has signed this browser in, and its session is still active. */
  async #isCompleted(request: HttpRequest): Promise<boolean> {
    const sessionId = this.transactions.completedSessionId(request);
    if (sessionId === undefined) return false;
    if (this.cookieSession.fromRequest(request)?.sessionId !== sessionId) return false;
    return (await this.sessions.findGeneration(sessionId)) !== null;
  }

  /** Exchanges the code. Keeps the transaction if the same callback can succeed later, when the user reloads the page. */
  async #authenticate(
    configured: ConfiguredProvider,
    params: CallbackParams,
    transaction: LoginTransaction,
    request: HttpRequest,
    response: unknown,
  ): Promise<string> {
    let authentication: Authentication | undefined;
    try {
      throwProviderError(params);
      authentication =
        transaction.profile === undefined
          ? await this.flows.complete(configured, this.#allParams(request, params), transaction)
          : { profile: transaction.profile };
      const url = await this.finish.run(authentication, transaction, request, response);
      this.transactions.clear(response, transaction);
      return url;
    } catch (error) {
      const page =
        authentication &&
        this.interrupted.interrupt(error, authentication.profile, transaction, request, response);
      if (page !== undefined) return page;
      if (transaction.client !== undefined || !isTemporary(error, params)) {
        this.transactions.clear(response, transaction);
      } else if (authentication !== undefined) {
        this.transactions.addProfile(request, response, transaction, authentication.profile);
      }
      throw error;
    }
  }

  /** Returns the parameters in the URL of the callback, and the parameters of a form that `form_post` contains. */
  #allParams({ query }: HttpRequest, { state, formPost }: CallbackParams): URLSearchParams {
    const params = toSearchParams(query);
    const passedOn = formPost === undefined ? {} : this.formPost.decrypt(formPost, state);
    params.delete('form_post');
    for (const [name, value] of Object.entries(passedOn)) params.set(name, value);
    return params;
  }
}

/** `access_denied` (RFC 6749 §4.1.2.1), and the names that Apple and LinkedIn use for it. */
const CANCELED = new Set(['access_denied', 'user_cancelled_authorize', 'user_cancelled_login']);

/** @throws SocialAuthError `login_canceled` or `provider_unavailable`, for an error of the provider. */
function throwProviderError(params: CallbackParams): void {
  if (params.outcome === 'success') return;
  throw CANCELED.has(params.error)
    ? new SocialAuthError('login_canceled', {
        reason: 'the user canceled the login at the provider',
      })
    : new SocialAuthError('provider_unavailable', { reason: explainProviderError(params.error) });
}

/** Returns whether database or provider can be available again when the same callback is repeated. */
function isTemporary(error: unknown, { outcome }: CallbackParams): boolean {
  if (!(error instanceof SocialAuthError) || outcome === 'error') return false;
  return error.code === 'service_unavailable' || error.code === 'provider_unavailable';
}
