import { Inject, Injectable } from '@nestjs/common';
import { AuthEvents } from '../../core/auth-events.js';
import { SocialAuthError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';

/** Tells of each login that ends in an error; the error goes on as it is. */
@Injectable()
export class LoginFailureReporter {
  constructor(
    private readonly events: AuthEvents,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * @param login the rest of a login
   * @param provider a stranger's word: told only when it is the name of a provider of ours
   */
  async report<T>(login: () => Promise<T>, provider?: string): Promise<T> {
    try {
      return await login();
    } catch (error) {
      const known = error instanceof SocialAuthError ? error : undefined;
      this.events.emit('login_failed', {
        code: known?.code ?? 'server_error',
        provider: this.options.providers.find(({ name }) => name === provider)?.name,
        userId: known?.details.userId,
      });
      throw error;
    }
  }
}
