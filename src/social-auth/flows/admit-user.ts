import { Injectable } from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { UserService, type SignedInUser } from '../users/user.service.js';

/** Finds or makes the user whom a provider has vouched for, unless they may not come in. */
@Injectable()
export class AdmitUser {
  constructor(private readonly users: UserService) {}

  /** @throws SocialAuthError `account_disabled` */
  async run(profile: ProviderProfile): Promise<SignedInUser> {
    const admitted = await this.users.upsertFromProfile(profile);
    if (admitted.disabled) {
      throw new SocialAuthError('account_disabled', {
        reason: `user ${admitted.userId} is disabled`,
      });
    }
    return admitted;
  }
}
