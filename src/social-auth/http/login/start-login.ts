import { Injectable } from '@nestjs/common';
import { supportedParameters, type LoginParameters } from '../../core/login-parameters.js';
import type { LoginTransaction } from '../../core/login-transaction.js';
import type { HttpRequest } from '../request/http-request.js';
import { LastProviderCookie } from '../request/last-provider-cookie.js';
import { LoginTransactionStore } from './login-transaction.store.js';
import { ProviderFlows } from './provider-flows.js';

/** The purpose of a login: its return path, and the client or the link that requested it. */
export type LoginIntent = Pick<LoginTransaction, 'returnTo' | 'client' | 'link'>;

/** The parameters of a login without any. */
const NO_PARAMETERS: LoginParameters = {};

/** Starts a login: creates a login transaction and stores it in the browser. */
@Injectable()
export class StartLogin {
  constructor(
    private readonly flows: ProviderFlows,
    private readonly transactions: LoginTransactionStore,
    private readonly lastProvider: LastProviderCookie,
  ) {}

  /**
   * Makes the provider ask for the account if the user has signed out since the last login with the provider, because it
   * would otherwise sign in the same user again.
   *
   * @param name name of the provider
   * @param requested parameters for the provider
   * @returns the authorization URL of the provider
   * @throws SocialAuthError `unknown_provider`, `provider_not_configured` or `provider_unavailable`
   */
  async run(
    name: string,
    intent: LoginIntent,
    request: HttpRequest,
    response: unknown,
    requested: LoginParameters = NO_PARAMETERS,
  ): Promise<string> {
    const configured = this.flows.get(name);
    const { provider, redirectUri } = configured;
    const mustSelect =
      this.lastProvider.isSignedOut(request, name) &&
      provider.prompts?.includes('select_account') === true;
    const prompt = requested.prompt ?? (mustSelect ? 'select_account' : undefined);
    const parameters = supportedParameters(provider, { ...requested, prompt });
    const { maxAge } = parameters;
    const state = this.transactions.createState();
    const { url, codeVerifier, nonce } = await this.flows.start(configured, state, parameters);
    const login = { ...intent, state, codeVerifier, nonce, maxAge, provider: name, redirectUri };
    this.transactions.store(request, response, login);
    return url;
  }
}
