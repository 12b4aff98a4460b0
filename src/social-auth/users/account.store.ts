import { Inject, Injectable, Logger } from '@nestjs/common';
import { uuidv7 } from '../../crypto/random.js';
import { Clock } from '../../time/clock.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { Database, type Executor, type Statement } from '../database/database.js';
import { databaseErrorKind } from '../database/database-errors.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import { SharedStatement } from '../database/shared-statement.js';
import type { Account, AccountOwnership, AccountWithUser, UnlinkResult } from './account.js';
import { accountStatements } from './account-statements.js';
import {
  fieldsToSync,
  hasChanges,
  keepWithheld,
  profileData,
  type ProfileData,
} from './profile-sync.js';
import { UserStore } from './user.store.js';

type AccountRow = Omit<Account, 'createdAt'> & { readonly createdAt: number };

type AccountWithUserRow = Omit<AccountOwnership, 'deleteAfter'> &
  AccountWithUser['account'] & {
    /** In milliseconds since 1970. */
    readonly deleteAfter: number | null;
    readonly userName: string | null;
    readonly userEmail: string | null;
    readonly userEmailVerified: boolean;
    readonly userPicture: string | null;
  };

/** Finds, creates, updates and unlinks accounts. The only place that reads and writes their rows. */
@Injectable()
export class AccountStore {
  readonly #logger = new Logger('SocialAuth');
  readonly #sql: ReturnType<typeof accountStatements>;
  readonly #found: SharedStatement<ProviderProfile, AccountWithUserRow>;

  constructor(
    private readonly database: Database,
    private readonly users: UserStore,
    private readonly clock: Clock,
    @Inject(SCHEMA) schema: Schema,
  ) {
    const sql = accountStatements(schema);
    this.#sql = sql;
    this.#found = new SharedStatement(database, {
      one: sql.find,
      many: sql.findMany,
      omitsRows: false,
      values: ({ provider, subject }) => [provider, subject],
    });
  }

  /** Finds the account of a profile. Concurrent calls share a statement. */
  async find(profile: ProviderProfile): Promise<AccountWithUser | undefined> {
    const row = await this.#found.run(profile);
    if (row === null) return undefined;
    const { id, userId, isDisabled, deleteAfter, username } = row;
    const user: ProfileData = {
      name: row.userName,
      email: row.userEmail,
      emailVerified: row.userEmailVerified,
      picture: row.userPicture,
    };
    return {
      id,
      userId,
      isDisabled,
      ...(deleteAfter !== null && { deleteAfter: new Date(deleteAfter) }),
      account: { ...profileData(row), username },
      user,
    };
  }

  /** @returns the accounts of a user, oldest first. */
  async list(userId: string): Promise<Account[]> {
    const rows = await this.database.query<AccountRow>(this.#sql.list, [userId]);
    return rows.map(({ createdAt, ...row }) => ({ ...row, createdAt: new Date(createdAt) }));
  }

  /**
   * Creates the account of a profile for an existing user.
   *
   * @returns the id of the account, or undefined when the account exists or the user does not
   */
  create(
    profile: ProviderProfile,
    userId: string,
    executor: Executor,
  ): Promise<string | undefined> {
    return this.#create(this.#sql.create, profile, userId, executor);
  }

  /** Like {@link create}, for a signed-in user. @returns undefined also when the user may not sign in any more. */
  link(profile: ProviderProfile, userId: string): Promise<string | undefined> {
    return this.#create(this.#sql.link, profile, userId, this.database);
  }

  /**
   * Updates the account from the profile, and those fields of its user that the app has not changed.
   *
   * Changes nothing when another user has the new value of a unique field. The next login tries again.
   */
  async sync(existing: AccountWithUser, received: ProviderProfile): Promise<void> {
    const profile = keepWithheld(received, existing.account);
    const current = { ...profileData(profile), username: profile.username };
    if (!hasChanges(existing.account, current)) return;
    try {
      await this.#update(existing, profile);
    } catch (error) {
      if (databaseErrorKind(error) !== 'unique') throw error;
      this.#logger.warn(
        `The account ${existing.id} of user ${existing.userId} was not updated from its profile, because another user has the same value in a unique field of the user model.`,
      );
    }
  }

  /**
   * Deletes an account of a user, unless it is the last one that the user can sign in with.
   *
   * @param providers names of the configured providers
   */
  async unlink(userId: string, id: string, providers: readonly string[]): Promise<UnlinkResult> {
    const values = [userId, id, JSON.stringify(providers)];
    const [unlinked] = await this.database.query<{ provider: string }>(this.#sql.unlink, values);
    if (unlinked !== undefined) return { outcome: 'unlinked', provider: unlinked.provider };
    const remaining = await this.database.query(this.#sql.isOwned, [id, userId]);
    return { outcome: remaining.length === 0 ? 'unknown' : 'last' };
  }

  async #create(
    statement: Statement,
    profile: ProviderProfile,
    userId: string,
    executor: Executor,
  ): Promise<string | undefined> {
    const { provider, subject, username, name, email, emailVerified, picture } = profile;
    const id = uuidv7(this.clock.now());
    const values = [id, userId, provider, subject, username, name, email, emailVerified, picture];
    const created = await executor.query(statement, values);
    return created.length === 0 ? undefined : id;
  }

  async #update(
    { id, userId, account, user }: AccountWithUser,
    profile: ProviderProfile,
  ): Promise<void> {
    const { username, name, email, emailVerified, picture } = profile;
    const changes = fieldsToSync(user, account, profile);
    const values = [id, username, name, email, emailVerified, picture];
    await this.database.transaction(async (transaction) => {
      await transaction.query(this.#sql.update, values);
      if (hasChanges(user, changes)) await this.users.update(userId, changes, transaction);
    });
  }
}
