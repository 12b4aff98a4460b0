import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { SocialAuthError } from '../core/errors.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { UserService, type SignedInUser } from '../users/user.service.js';

/** Finds or makes the user whom a provider has vouched for, unless they may not come in. */
@Injectable()
export class FindOrCreateUser {
  constructor(
    private readonly users: UserService,
    private readonly events: AuthEvents,
  ) {}

  /** @throws SocialAuthError `account_disabled` */
  async run(profile: ProviderProfile): Promise<SignedInUser> {
    const admitted = await this.users.upsertFromProfile(profile);
    const { userId, accountId, disabled, created } = admitted;
    if (disabled) {
      const reason = `user ${userId} is disabled`;
      throw new SocialAuthError('account_disabled', { reason, userId });
    }
    if (created) {
      this.events.emit('user_created', { userId, accountId, provider: profile.provider });
    }
    return admitted;
  }
}
