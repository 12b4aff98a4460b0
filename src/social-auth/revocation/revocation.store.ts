import { Inject, Injectable } from '@nestjs/common';
import { Database, type Statement } from '../database/database.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import type { RevocationPoll } from './revocation-source.js';
import {
  revocationFeedStatements,
  toRevocationPoll,
  type PollRow,
} from './revocation-feed-statements.js';

/**
 * Reads and deletes recorded revocations and changes of roles through `Database`. In contrast, `ListenNotifySource` has its
 * own connection.
 */
@Injectable()
export class RevocationStore {
  readonly #sql: ReturnType<typeof revocationFeedStatements>;

  constructor(
    private readonly database: Database,
    @Inject(SCHEMA) schema: Schema,
  ) {
    this.#sql = revocationFeedStatements(schema);
  }

  /** @param windowMs how far back to read, in milliseconds */
  async poll(windowMs: number): Promise<RevocationPoll> {
    return toRevocationPoll(await this.database.query<PollRow>(this.#sql.poll, [windowMs]));
  }

  /**
   * Deletes revocations that are older than every access token that is still valid.
   *
   * @param limit maximum number of rows
   * @returns the number of deleted rows
   */
  deleteExpired(limit: number): Promise<number> {
    return this.#delete(this.#sql.deleteExpired, limit);
  }

  /** Deletes changes of roles that are equally old. */
  deleteExpiredRoleChanges(limit: number): Promise<number> {
    return this.#delete(this.#sql.deleteExpiredRoleChanges, limit);
  }

  async #delete(statement: Statement, limit: number): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(statement, [limit]);
    return row?.count ?? 0;
  }
}
