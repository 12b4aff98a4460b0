import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import type { RevocationPoll } from './revocation-source.js';
import { revocationStatements, toRevocationPoll, type PollRow } from './revocation-statements.js';

/** Reads and deletes recorded revocations and changes of roles over the app's own database connections. */
@Injectable()
export class RevocationStore {
  readonly #sql: ReturnType<typeof revocationStatements>;

  constructor(
    private readonly database: Database,
    @Inject(SCHEMA) schema: Schema,
  ) {
    this.#sql = revocationStatements(schema);
  }

  /** @param windowMs how far back to read, in milliseconds */
  async poll(windowMs: number): Promise<RevocationPoll> {
    return toRevocationPoll(await this.database.query<PollRow>(this.#sql.poll, [windowMs]));
  }

  /** Deletes revocations and changes of roles that no valid access token can belong to. */
  async deleteExpired(): Promise<void> {
    await this.database.query(this.#sql.deleteExpired);
    await this.database.query(this.#sql.deleteExpiredRoleChanges);
  }
}
