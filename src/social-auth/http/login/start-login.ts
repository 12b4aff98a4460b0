import { Injectable } from '@nestjs/common';
import type { LoginTransaction } from '../../core/login-transaction.js';
import type { HttpRequest } from '../request/http-request.js';
import { LoginTransactionStore } from './login-transaction.store.js';
import { ProviderStrategies } from './passport/provider-strategies.js';

/** Why a login starts: return path, and the client or the link that it is for. */
export type LoginIntent = Pick<LoginTransaction, 'returnTo' | 'client' | 'link'>;

/** Starts a login: creates a login transaction and stores it in the browser. */
@Injectable()
export class StartLogin {
  constructor(
    private readonly strategies: ProviderStrategies,
    private readonly transactions: LoginTransactionStore,
  ) {}

  /**
   * @param name name of the provider
   * @returns the authorization URL of the provider
   * @throws SocialAuthError `unknown_provider`, `provider_not_configured` or `provider_unavailable`
   */
  async run(
    name: string,
    intent: LoginIntent,
    request: HttpRequest,
    response: unknown,
  ): Promise<string> {
    const strategy = this.strategies.get(name);
    const transactionId = this.transactions.createId();
    const { url, ...stored } = await this.strategies.authorizationUrl(strategy, transactionId);
    const { redirectUri } = strategy;
    const login = { ...stored, ...intent, transactionId, provider: name, redirectUri };
    this.transactions.store(request, response, login);
    return url;
  }
}
