import { Injectable } from '@nestjs/common';
import type { LoginTransaction } from '../../core/login-transaction.js';
import type { HttpRequest } from '../request/http-request.js';
import { LoginTransactionStore } from './login-transaction.store.js';
import { ProviderFlows } from './provider-flows.js';

/** Why a login starts: return path, and the client or the link that it is for. */
export type LoginIntent = Pick<LoginTransaction, 'returnTo' | 'client' | 'link'>;

/** Starts a login: creates a login transaction and stores it in the browser. */
@Injectable()
export class StartLogin {
  constructor(
    private readonly flows: ProviderFlows,
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
    const configured = this.flows.get(name);
    const state = this.transactions.createState();
    const { url, codeVerifier, nonce } = await this.flows.start(configured, state, {});
    const { redirectUri } = configured;
    const login = { ...intent, state, codeVerifier, nonce, provider: name, redirectUri };
    this.transactions.store(request, response, login);
    return url;
  }
}
