import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../database/database.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import type { ChangeOutcome, RequiredRole } from './user.js';
import { userDeletionStatements } from './user-deletion-statements.js';
import { changeValues } from './user-statements.js';
import { toOutcome, type ChangeRow } from './user.store.js';

/** A user whose grace period is over. */
export interface DueUser {
  readonly id: string;
  /** The time as the database writes it. */
  readonly deleteAfter: string;
}

/** Deletes users, or schedules their deletion. */
@Injectable()
export class UserDeletionStore {
  readonly #sql: ReturnType<typeof userDeletionStatements>;
  readonly #hasGracePeriod: boolean;

  constructor(
    private readonly database: Database,
    @Inject(SCHEMA) private readonly schema: Schema,
  ) {
    this.#sql = userDeletionStatements(schema);
    this.#hasGracePeriod = schema.user.fields.deleteAfter !== undefined;
  }

  /** Lists the columns of the app's tables whose rows prevent the deletion of their user, such as `"Order"."userId"`. */
  async listRestrictingReferences(): Promise<string[]> {
    const { user, ...tables } = this.schema;
    const own = JSON.stringify(Object.values(tables).map(({ table }) => table));
    const rows = await this.database.query<{ reference: string }>(this.#sql.listRestricting, [
      user.names.table,
      own,
    ]);
    return rows.map(({ reference }) => reference);
  }

  /** Locks a user until the end of the transaction. */
  async lock(
    userId: string,
    required: RequiredRole | undefined,
    transaction: Transaction,
  ): Promise<ChangeOutcome> {
    const [row] = await transaction.query<ChangeRow>(
      this.#sql.lock,
      changeValues(userId, required),
    );
    return toOutcome(row);
  }

  /** Like {@link lock}, for a user whose grace period is over and whom no other transaction has locked. */
  async lockDue(userId: string, transaction: Transaction): Promise<ChangeOutcome> {
    const found = await transaction.query(this.#sql.lockDue, [userId]);
    return found.length > 0 ? 'changed' : 'unknown';
  }

  /**
   * Deletes a locked user with accounts, sessions and codes, and the devices in the audit events.
   *
   * @returns the ids of the sessions that were not revoked
   */
  async delete(userId: string, transaction: Transaction): Promise<string[]> {
    const values = [userId];
    const sessions = await transaction.query<{ id: string }>(this.#sql.recordSessions, values);
    await transaction.query(this.#sql.anonymizeEvents, values);
    await transaction.query(this.#sql.delete, values);
    return sessions.map(({ id }) => id);
  }

  /**
   * Schedules the deletion of a user, who can no longer sign in. Keeps the time of an earlier request.
   *
   * @param gracePeriod in milliseconds
   * @returns the time after which the user is deleted, or undefined when the user does not exist
   */
  async schedule(userId: string, gracePeriod: number): Promise<Date | undefined> {
    const [row] = await this.database.query<{ deleteAfter: number }>(this.#sql.schedule, [
      userId,
      gracePeriod,
    ]);
    return row === undefined ? undefined : new Date(row.deleteAfter);
  }

  /** @returns false when no deletion is scheduled, or the user has been deleted. */
  async cancel(userId: string): Promise<boolean> {
    return (await this.database.query(this.#sql.cancel, [userId])).length > 0;
  }

  /**
   * Lists users whose grace period is over, in the order of its end.
   *
   * @param after the last user of the previous batch
   */
  async listDue(after: DueUser | undefined, limit: number): Promise<DueUser[]> {
    if (!this.#hasGracePeriod) return [];
    const values = [after?.deleteAfter ?? null, after?.id ?? null, limit];
    return this.database.query<DueUser>(this.#sql.listDue, values);
  }
}
