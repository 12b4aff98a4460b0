import { Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { SocialAuthError } from '../core/errors.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { AccountStore } from '../users/account.store.js';
import type { AccountWithUser } from '../users/account.js';
import { UserDeletionStore } from '../users/user-deletion.store.js';
import { CheckSignIn } from './check-sign-in.js';

/** Cancels the scheduled deletion of a user who has signed in again. */
@Injectable()
export class RestoreAccount {
  constructor(
    private readonly accounts: AccountStore,
    private readonly users: UserDeletionStore,
    private readonly checkSignIn: CheckSignIn,
    private readonly events: AuthEvents,
  ) {}

  /**
   * @returns the time after which the user of a profile is deleted
   * @throws SocialAuthError `login_expired` when no deletion is scheduled any more
   */
  async findDeleteAfter(profile: ProviderProfile): Promise<Date> {
    return (await this.#find(profile)).deleteAfter;
  }

  /**
   * @param profile proves that the user has signed in
   * @throws SocialAuthError `login_expired` when no deletion is scheduled any more, or an error of {@link CheckSignIn}
   */
  async run(profile: ProviderProfile): Promise<void> {
    const account = await this.#find(profile);
    const { userId } = account;
    // The user may have been disabled, or a policy may have changed, since the login.
    await this.checkSignIn.runFor(account, profile);
    if (!(await this.users.cancel(userId))) throw notScheduled();
    this.events.emit('account_restored', { userId });
  }

  async #find(profile: ProviderProfile): Promise<AccountWithUser & { deleteAfter: Date }> {
    const account = await this.accounts.find(profile);
    if (account?.deleteAfter === undefined) throw notScheduled();
    return { ...account, deleteAfter: account.deleteAfter };
  }
}

function notScheduled(): SocialAuthError {
  const reason = 'no deletion of the user is scheduled: it was canceled or completed';
  return new SocialAuthError('login_expired', { reason });
}
