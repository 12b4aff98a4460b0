import { Inject, Injectable } from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { parseRefusal, type SignInAttempt, type SignInPolicy } from '../core/sign-in-policy.js';
import { requiredOrganizations } from '../policies/required-organizations.js';
import type { AccountOwnership } from '../users/account.js';

/**
 * Applies the policies of the providers and of the option `canSignIn` to every sign-in and every link.
 *
 * @publicApi
 */
@Injectable()
export class CheckSignIn {
  readonly #policies: readonly SignInPolicy[];

  constructor(@Inject(RESOLVED_OPTIONS) { providers, canSignIn }: ResolvedOptions) {
    this.#policies = [requiredOrganizations(providers), ...canSignIn];
  }

  /**
   * Like {@link run}, but also checks that the user of the account is not disabled.
   *
   * @throws SocialAuthError `account_disabled`, or an error of {@link run}
   */
  async runFor({ userId, isDisabled }: AccountOwnership, profile: ProviderProfile): Promise<void> {
    if (isDisabled) {
      const reason = `user ${userId} is disabled`;
      throw new SocialAuthError('account_disabled', { reason, userId });
    }
    await this.run({ profile, userId });
  }

  /** @throws SocialAuthError `sign_in_refused` with the refusal of the first policy that does not return `true` */
  async run(attempt: SignInAttempt): Promise<void> {
    for (const policy of this.#policies) {
      const result = await policy(attempt);
      if (result === true) continue;
      const refusal = parseRefusal(result);
      const reason =
        refusal === undefined
          ? 'the hook canSignIn refused'
          : `the policy ${refusal.policy} refused`;
      throw new SocialAuthError('sign_in_refused', { reason, refusal, userId: attempt.userId });
    }
  }
}
