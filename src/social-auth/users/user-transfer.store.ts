import { Inject, Injectable } from '@nestjs/common';
import type { AccountMove } from '../core/user-data-hooks.js';
import type { Transaction } from '../database/database.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import type { Account } from './account.js';
import type { RequiredRole, UserProfile } from './user.js';
import { toUserProfile, type UserRow } from './user.store.js';
import { userTransferStatements } from './user-transfer-statements.js';

/**
 * A user whose row and accounts are locked until the end of a transaction.
 *
 * @publicApi
 */
export interface LockedUser extends UserProfile {
  /** The accounts, oldest first. */
  readonly accounts: readonly Account[];
}

type LockedUserRow = UserRow & { readonly isAllowed: boolean };

type AccountRow = Omit<Account, 'createdAt'> & {
  readonly userId: string;
  readonly createdAt: number;
};

/** Moves accounts from one user to another, and schedules the deletion of the previous owner. */
@Injectable()
export class UserTransferStore {
  readonly #sql: ReturnType<typeof userTransferStatements>;

  constructor(@Inject(SCHEMA) schema: Schema) {
    this.#sql = userTransferStatements(schema);
  }

  /**
   * Locks users, then their accounts, both in the order of their ids, so that two transactions with the same users do not
   * wait for each other.
   *
   * @returns the users that exist, or undefined when the actor does not have the required role
   */
  async lock(
    [first, second]: readonly [string, string],
    required: RequiredRole | undefined,
    transaction: Transaction,
  ): Promise<LockedUser[] | undefined> {
    const values = [first, required?.actorId ?? null, required?.role ?? null, second];
    const rows = await transaction.query<LockedUserRow>(this.#sql.lockUsers, values);
    if (rows.some(({ isAllowed }) => !isAllowed)) return undefined;
    const accounts = await transaction.query<AccountRow>(this.#sql.lockAccounts, [first, second]);
    return rows.map((row) => toUser(row, accounts));
  }

  /**
   * Moves accounts of locked users.
   *
   * @returns the number of moved accounts
   */
  async move({ accountIds, from, to }: AccountMove, transaction: Transaction): Promise<number> {
    const values = [from, to, JSON.stringify(accountIds)];
    // A login of one of the accounts waits for the lock of its user, and then compares both rows again.
    await transaction.query(this.#sql.touch, [from]);
    return (await transaction.query(this.#sql.move, values)).length;
  }

  /** @param deleteAfter undefined cancels the deletion */
  async setDeleteAfter(
    userId: string,
    deleteAfter: Date | undefined,
    transaction: Transaction,
  ): Promise<void> {
    const values = [userId, deleteAfter?.getTime() ?? null];
    await transaction.query(this.#sql.setDeleteAfter, values);
  }
}

function toUser(row: LockedUserRow, accounts: readonly AccountRow[]): LockedUser {
  const own = accounts.filter(({ userId }) => userId === row.id);
  return { ...toUserProfile(row), accounts: own.map(toAccount).toSorted(byAge) };
}

function toAccount(row: AccountRow): Account {
  const { userId: _, createdAt, ...account } = row;
  return { ...account, createdAt: new Date(createdAt) };
}

const byAge = (a: Account, b: Account) => a.createdAt.getTime() - b.createdAt.getTime();
