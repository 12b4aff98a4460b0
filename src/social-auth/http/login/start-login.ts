import { Injectable } from '@nestjs/common';
import type { LoginTransaction } from '../../core/login-transaction.js';
import type { HttpRequest } from '../request/http-request.js';
import { LoginTransactionService } from './login-transaction.service.js';
import { PassportStrategyAdapter } from './passport/passport-strategy-adapter.js';

/** What a login is for: where it leads, and whether a client or a link asked for it. */
export type LoginIntent = Pick<LoginTransaction, 'returnTo' | 'client' | 'link'>;

/** What a login begins with: an attempt that this browser keeps, and the way to the provider. */
@Injectable()
export class StartLogin {
  constructor(
    private readonly providers: PassportStrategyAdapter,
    private readonly attempts: LoginTransactionService,
  ) {}

  /**
   * @param name of the provider
   * @returns where the browser goes on
   * @throws SocialAuthError `unknown_provider`, `provider_not_configured`
   */
  async run(
    name: string,
    intent: LoginIntent,
    request: HttpRequest,
    response: unknown,
  ): Promise<string> {
    const provider = this.providers.get(name);
    const transactionId = this.attempts.createId();
    const { url, attempt } = await this.providers.authorizationUrl(provider, transactionId);
    const { redirectUri } = provider;
    this.attempts.store(request, response, {
      ...attempt,
      ...intent,
      transactionId,
      provider: name,
      redirectUri,
    });
    return url;
  }
}
