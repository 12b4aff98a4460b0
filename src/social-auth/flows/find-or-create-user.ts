import { Inject, Injectable } from '@nestjs/common';
import { AuthEvents } from '../core/auth-events.js';
import { SocialAuthError } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { Database, type Transaction } from '../database/database.js';
import { databaseErrorKind } from '../database/database-errors.js';
import { AccountStore } from '../users/account.store.js';
import { UserStore } from '../users/user.store.js';
import { CheckSignIn } from './check-sign-in.js';

/** The user and the account of a profile. */
export interface AuthenticatedUser {
  readonly userId: string;
  readonly accountId: string;
}

interface CreatedAccount extends AuthenticatedUser {
  /** False if `resolveUser` returned the user. */
  readonly isNewUser: boolean;
}

/**
 * Finds the user of a profile, or creates one.
 *
 * The user is the owner of the account with the same `(provider, subject)`. An email address never identifies a user.
 */
@Injectable()
export class FindOrCreateUser {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly users: UserStore,
    private readonly checkSignIn: CheckSignIn,
    private readonly events: AuthEvents,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * @param sessionId the session that the login creates
   * @throws SocialAuthError `account_disabled`, `deletion_scheduled`, an error of {@link CheckSignIn}, or `user_exists`
   *   when a unique field of the app's user model already has the value of the profile
   */
  async run(profile: ProviderProfile, sessionId?: string): Promise<AuthenticatedUser> {
    const existing = await this.accounts.find(profile);
    if (existing === undefined) {
      await this.checkSignIn.run({ profile, userId: undefined });
      const created = await this.#create(profile, sessionId);
      if (created !== undefined) return created;
    }
    // Undefined when a concurrent login created the account after the first query.
    const account = existing ?? (await this.accounts.find(profile));
    if (account === undefined) {
      throw new Error(
        'The account cannot be stored, because its user does not exist. Check the id that resolveUser or createUser returns.',
      );
    }
    const { userId, id: accountId } = account;
    await this.checkSignIn.runFor(account, profile);
    if (account.deleteAfter !== undefined) {
      const reason = `the deletion of user ${userId} is scheduled`;
      throw new SocialAuthError('deletion_scheduled', { reason, userId });
    }
    await this.accounts.sync(account, profile);
    return { userId, accountId };
  }

  /**
   * Creates the account, for the user that `resolveUser` returns or for a new user.
   *
   * @returns undefined when a concurrent login has created the account
   */
  async #create(
    profile: ProviderProfile,
    sessionId: string | undefined,
  ): Promise<AuthenticatedUser | undefined> {
    const { provider } = profile;
    try {
      const { isNewUser, ...user } = await this.database.transaction(
        (transaction) => this.#createIn(transaction, profile),
        'ClientDefault',
      );
      if (isNewUser) this.events.emit('user_created', { ...user, provider });
      else this.events.emit('account_linked', { ...user, provider, sessionId });
      return user;
    } catch (error) {
      if (error instanceof AccountExistsError) return undefined;
      if (databaseErrorKind(error) !== 'unique') throw error;
      const reason = 'a unique field of the user model already has the value of this profile';
      throw new SocialAuthError('user_exists', { reason, cause: error });
    }
  }

  async #createIn(transaction: Transaction, profile: ProviderProfile): Promise<CreatedAccount> {
    const { resolveUser, createUser } = this.options;
    const client = transaction.client as never;
    const resolved = await resolveUser?.(profile, client);
    const isNewUser = resolved === undefined || resolved === null;
    const userId = isNewUser
      ? ((await createUser?.(profile, client)) ?? (await this.users.create(profile, transaction)))
      : resolved;
    // Checked before the account is stored, because a refused login must not link the account.
    if (!isNewUser) await this.checkSignIn.run({ profile, userId: String(userId) });
    const accountId = await this.accounts.create(profile, String(userId), transaction);
    // Rolls back the transaction, so that the new user is not stored either.
    if (accountId === undefined) throw new AccountExistsError();
    return { userId: String(userId), accountId, isNewUser };
  }
}

class AccountExistsError extends Error {}
