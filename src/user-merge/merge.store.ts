import { Inject, Injectable } from '@nestjs/common';
import { FeatureDatabase, type Executor } from '../social-auth/index.js';
import { mergeStatements } from './merge-statements.js';
import { MERGE_TABLES, type MergeTables } from './user-merge-models.js';

/**
 * A user who was merged into another one.
 *
 * @publicApi
 */
export interface UserMerge {
  /** The user who was merged. */
  readonly absorbedId: string;
  /** The user who remains. */
  readonly survivorId: string;
  readonly mergedAt: Date;
  /** The merge can be undone until this time. */
  readonly undoUntil: Date;
  readonly undoneAt: Date | null;
}

interface MergeRow {
  readonly absorbedId: string;
  readonly survivorId: string;
  readonly mergedAt: number;
  readonly undoUntil: number;
  readonly undoneAt: number | null;
}

/**
 * The relation name under which the moved accounts are recorded. It cannot be the name of another relation, because
 * those names contain a dot.
 */
const ACCOUNTS = 'accounts';

/** Records merges, and the accounts and rows that each merge has moved. */
@Injectable()
export class MergeStore {
  readonly #sql: ReturnType<typeof mergeStatements>;

  constructor(
    private readonly database: FeatureDatabase,
    @Inject(MERGE_TABLES) tables: MergeTables,
  ) {
    this.#sql = mergeStatements(database, tables);
  }

  /**
   * Records a merge.
   *
   * @param undoWindow how long the merge can be undone, in milliseconds
   */
  async create(
    absorbedId: string,
    survivorId: string,
    undoWindow: number,
    executor: Executor,
  ): Promise<UserMerge> {
    const values = [absorbedId, survivorId, undoWindow];
    const [row] = await executor.query<MergeRow>(this.#sql.create, values);
    if (row === undefined) throw new Error('The user was already merged.');
    return toMerge(row);
  }

  async recordAccounts(
    absorbedId: string,
    accountIds: readonly string[],
    executor: Executor,
  ): Promise<void> {
    const values = [absorbedId, ACCOUNTS, JSON.stringify(accountIds)];
    await executor.query(this.#sql.recordAccounts, values);
  }

  /** @returns the ids of the accounts that a merge has moved. */
  async accountsOf(absorbedId: string, executor: Executor): Promise<Set<string>> {
    const rows = await executor.query<{ id: string }>(this.#sql.accounts, [absorbedId, ACCOUNTS]);
    return new Set(rows.map(({ id }) => id));
  }

  /** @returns the merge of a user if it can still be undone. */
  async findPending(
    absorbedId: string,
    executor: Executor = this.database,
  ): Promise<UserMerge | undefined> {
    const [row] = await executor.query<MergeRow>(this.#sql.findPending, [absorbedId]);
    return row && toMerge(row);
  }

  /** @returns the merges into a user that can still be undone, latest first. */
  async listPending(survivorId: string): Promise<UserMerge[]> {
    const rows = await this.database.query<MergeRow>(this.#sql.listPending, [survivorId]);
    return rows.map(toMerge);
  }

  /** @returns all merges of a user, latest first, including merges that were undone. */
  async list(userId: string, executor: Executor = this.database): Promise<UserMerge[]> {
    const rows = await executor.query<MergeRow>(this.#sql.list, [userId]);
    return rows.map(toMerge);
  }

  /** Records that a merge was undone, and deletes the records of the moved accounts and rows. */
  async markUndone(absorbedId: string, executor: Executor): Promise<void> {
    await executor.query(this.#sql.markUndone, [absorbedId]);
    await executor.query(this.#sql.deleteRows, [absorbedId]);
  }

  /**
   * @returns the id of the user into whom a user was merged, after any number of merges. Undefined if the user was not
   *   merged.
   */
  async resolve(userId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(this.#sql.resolve, [userId]);
    return row?.id;
  }

  /**
   * Deletes the records about a user who is being deleted. If this user was merged, the id can still be resolved
   * afterwards.
   */
  async deleteUser(userId: string, executor: Executor): Promise<void> {
    await executor.query(this.#sql.deleteRows, [userId]);
    await executor.query(this.#sql.restoreHint, [userId]);
    await executor.query(this.#sql.deleteAbsorbed, [userId]);
    await executor.query(this.#sql.deleteMerges, [userId]);
  }
}

function toMerge({ mergedAt, undoUntil, undoneAt, ...ids }: MergeRow): UserMerge {
  return {
    ...ids,
    mergedAt: new Date(mergedAt),
    undoUntil: new Date(undoUntil),
    undoneAt: undoneAt === null ? null : new Date(undoneAt),
  };
}
