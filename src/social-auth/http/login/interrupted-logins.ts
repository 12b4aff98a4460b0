import { Injectable } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import { FeatureRegistry } from '../../core/feature.js';
import type {
  LinkRequest,
  LoginInterruption,
  LoginTransaction,
} from '../../core/login-transaction.js';
import type { AuthorizationRequest } from '../../core/oauth-client.js';
import type { ProviderProfile } from '../../core/provider-profile.js';
import type { RouteName } from '../../core/route-urls.js';
import type { HttpRequest } from '../request/http-request.js';
import { RoutePaths } from '../request/route-paths.js';
import { toTransactionId } from './callback-params.js';
import { FinishLogin } from './finish-login.js';
import { LoginTransactionStore } from './login-transaction.store.js';

/**
 * A login that the provider has authenticated, and that continues on a page of this browser.
 *
 * @publicApi
 */
export interface InterruptedLogin {
  /** The value of the parameter `login` of the page. */
  readonly id: string;
  /** The account that the user has proven to own. */
  readonly profile: ProviderProfile;
  /** When the provider authenticated the user, in seconds since 1970. */
  readonly authenticatedAt: number;
  /** The user and the session that requested the link, if the login was to link an account. */
  readonly link: LinkRequest | undefined;
  /** The request of the client that started the login, if one did. */
  readonly client: AuthorizationRequest | undefined;
  readonly returnTo: string;
}

/**
 * Logins that continue on a page, where the user decides how they end. For ten minutes after the start of the login, an
 * encrypted cookie keeps the profile that the provider has proven.
 *
 * @publicApi
 */
@Injectable()
export class InterruptedLogins {
  readonly #transactions = new WeakMap<InterruptedLogin, LoginTransaction>();

  constructor(
    private readonly transactions: LoginTransactionStore,
    private readonly finish: FinishLogin,
    private readonly features: FeatureRegistry,
    private readonly paths: RoutePaths,
  ) {}

  /**
   * Interrupts a login that has failed, if a page can continue it.
   *
   * @returns the URL of the page
   * @internal
   */
  interrupt(
    error: unknown,
    profile: ProviderProfile,
    transaction: LoginTransaction,
    request: HttpRequest,
    response: unknown,
  ): string | undefined {
    const code = interruptionOf(error);
    const page = code && this.#pageOf(code);
    if (code === undefined || page === undefined) return undefined;
    if (!this.transactions.addProfile(request, response, transaction, profile, code)) {
      return undefined;
    }
    const query = new URLSearchParams({ login: toTransactionId(transaction.state) });
    return `${this.paths.url(page)}?${query.toString()}`;
  }

  /**
   * Returns a login of this browser.
   *
   * @param id the parameter `login` of the page, untrusted
   * @param code why the login was interrupted
   * @throws SocialAuthError `login_expired`
   */
  get(request: HttpRequest, id: unknown, code: LoginInterruption): InterruptedLogin {
    const transaction = this.transactions.findInterrupted(request, id, code);
    const { profile, interruption, link, client, returnTo } = transaction;
    const { authenticatedAt } = interruption;
    const login = { id: String(id), profile, authenticatedAt, link, client, returnTo };
    this.#transactions.set(login, transaction);
    return login;
  }

  /**
   * Completes a login: signs in this browser, or issues a code for the client that started the login.
   *
   * If the login was to link an account, does not link the account, but signs in the user to whom it belongs. The new
   * session replaces the session that requested the link.
   *
   * @returns the URL that the browser is redirected to
   * @throws SocialAuthError an error of a login
   */
  async complete(
    login: InterruptedLogin,
    request: HttpRequest,
    response: unknown,
  ): Promise<string> {
    const { profile } = login;
    const purpose = { ...this.#transactionOf(login), link: undefined };
    const url = await this.finish.run({ profile }, purpose, request, response);
    this.remove(login, response);
    return url;
  }

  /** Removes a login from this browser. */
  remove(login: InterruptedLogin, response: unknown): void {
    this.transactions.clear(response, this.#transactionOf(login));
  }

  #transactionOf(login: InterruptedLogin): LoginTransaction {
    const transaction = this.#transactions.get(login);
    if (transaction === undefined) throw new TypeError('The login is not a result of get().');
    return transaction;
  }

  #pageOf(code: LoginInterruption): RouteName | undefined {
    return code === 'deletion_scheduled'
      ? 'GET /auth/account/restore'
      : this.features.accountTakenPage;
  }
}

function interruptionOf(error: unknown): LoginInterruption | undefined {
  if (!(error instanceof SocialAuthError)) return undefined;
  const { code } = error;
  return code === 'deletion_scheduled' || code === 'account_taken' ? code : undefined;
}
