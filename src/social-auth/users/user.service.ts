import { Injectable } from '@nestjs/common';
import type { Account } from './account.js';
import { AccountStore } from './account.store.js';
import type { User, UserProfile } from './user.js';
import { UserStore } from './user.store.js';

/**
 * Loads users and their linked accounts.
 *
 * @example
 * ```ts
 * const user = await this.users.find(principal.userId);
 * ```
 *
 * @publicApi
 */
@Injectable()
export class UserService {
  constructor(
    private readonly users: UserStore,
    private readonly accounts: AccountStore,
  ) {}

  /**
   * Loads a row of the app's own user model.
   *
   * @returns null when the user does not exist
   */
  find(userId: string): Promise<User | null> {
    return this.users.load(userId);
  }

  /**
   * Loads the profile of a user with the linked accounts, oldest first.
   *
   * @returns null when the user does not exist
   */
  async findWithAccounts(
    userId: string,
  ): Promise<(UserProfile & { accounts: readonly Account[] }) | null> {
    const id = this.users.parseId(userId);
    if (id === undefined) return null;
    const [profile, accounts] = await Promise.all([
      this.users.findProfile(id),
      this.accounts.list(id),
    ]);
    return profile === null ? null : { ...profile, accounts };
  }
}
