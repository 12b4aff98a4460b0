import { Injectable } from '@nestjs/common';
import type { LoginTransaction } from '../core/login-transaction.js';
import type { HttpRequest } from './http-request.js';
import { LoginAttempts } from './login-attempts.js';
import { ProviderLogin } from './passport/provider-login.js';

/** What a login is for: where it leads, and whether a client or a link asked for it. */
export type LoginIntent = Pick<LoginTransaction, 'returnTo' | 'client' | 'link'>;

/** What a login begins with: an attempt that this browser keeps, and the way to the provider. */
@Injectable()
export class LoginBeginning {
  constructor(
    private readonly providers: ProviderLogin,
    private readonly attempts: LoginAttempts,
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
    const provider = this.providers.find(name);
    const attemptId = this.attempts.newId();
    const { url, attempt } = await this.providers.begin(provider, attemptId);
    const { redirectUri } = provider;
    this.attempts.keep(request, response, {
      ...attempt,
      ...intent,
      attemptId,
      provider: name,
      redirectUri,
    });
    return url;
  }
}
