import { Inject, Injectable } from '@nestjs/common';
import { FeatureDatabase } from '../../social-auth/index.js';
import { PROVIDER_TOKEN_TABLE, type ProviderTokenTable } from '../provider-token-model.js';
import { ProviderTokenStore, type EncryptedTokens } from '../provider-token.store.js';
import type { PendingRevocation } from '../stored-tokens.js';
import { pendingRevocationStatements } from './pending-revocation-statements.js';

/**
 * Number of rows per statement of {@link PendingRevocationStore.markOrphans}. A limited number keeps the locks short.
 */
const PAGE_SIZE = 1000;

type RevocationRow = Omit<PendingRevocation, 'tokens'> & EncryptedTokens;

/** Reads and writes the tokens that wait for their revocation at the provider. */
@Injectable()
export class PendingRevocationStore {
  readonly #sql: ReturnType<typeof pendingRevocationStatements>;

  constructor(
    private readonly database: FeatureDatabase,
    private readonly tokens: ProviderTokenStore,
    @Inject(PROVIDER_TOKEN_TABLE) table: ProviderTokenTable,
  ) {
    this.#sql = pendingRevocationStatements(database, table);
  }

  /**
   * Marks the tokens of an account for revocation, which also ends their use.
   *
   * @returns the provider, or undefined when no tokens of an account of the user are in use
   */
  async withdraw(accountId: string, userId: string): Promise<string | undefined> {
    const values = [accountId, userId];
    const [row] = await this.database.query<{ provider: string }>(this.#sql.withdraw, values);
    return row?.provider;
  }

  /** Marks the tokens of an account for revocation if the account no longer exists. */
  async markUnlinked(accountId: string): Promise<void> {
    await this.database.query(this.#sql.markUnlinked, [accountId]);
  }

  /** Marks the tokens of a user for revocation if their accounts no longer exist. */
  async markDeleted(userId: string): Promise<void> {
    await this.database.query(this.#sql.markDeleted, [userId]);
  }

  /**
   * Marks all tokens for revocation whose account no longer exists. Such tokens remain if an account was deleted with
   * SQL, or if the process was killed after the deletion.
   */
  async markOrphans(): Promise<void> {
    let last: string | null = null;
    do {
      const values = [last, PAGE_SIZE];
      const rows: { last: string }[] = await this.database.query(this.#sql.markOrphans, values);
      last = rows[0]?.last ?? null;
    } while (last !== null);
  }

  /**
   * Reserves due revocations for this instance.
   *
   * @param duration how long other instances do not reserve them, in milliseconds
   */
  async claim(limit: number, duration: number): Promise<PendingRevocation[]> {
    const rows = await this.database.query<RevocationRow>(this.#sql.claim, [limit, duration]);
    return rows.map((row) => {
      const { accountId, userId, provider, version, attempts, isLinkedAgain } = row;
      const tokens = this.tokens.decrypt({ accountId, userId, provider }, row);
      return { accountId, userId, provider, version, attempts, isLinkedAgain, tokens };
    });
  }

  /** Schedules the next attempt of a revocation in `duration` milliseconds. */
  async postpone({ accountId, version }: PendingRevocation, duration: number): Promise<void> {
    await this.database.query(this.#sql.postpone, [accountId, version, duration]);
  }

  /** Deletes tokens, unless the user has granted the access again. */
  async erase({ accountId, version }: PendingRevocation): Promise<void> {
    await this.database.query(this.#sql.erase, [accountId, version]);
  }
}
