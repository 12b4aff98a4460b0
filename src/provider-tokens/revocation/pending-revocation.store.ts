import { Inject, Injectable } from '@nestjs/common';
import { FeatureDatabase } from '../../social-auth/index.js';
import { PROVIDER_TOKEN_TABLE, type ProviderTokenTable } from '../provider-token-model.js';
import { ProviderTokenStore, type EncryptedTokens } from '../provider-token.store.js';
import type { PendingRevocation } from '../stored-tokens.js';
import { pendingRevocationStatements } from './pending-revocation-statements.js';

/** Rows per statement of {@link PendingRevocationStore.markOrphans}, which limits the duration of its locks. */
const PAGE_SIZE = 1000;

type RevocationRow = Omit<PendingRevocation, 'tokens'> & EncryptedTokens;

/** Reads and writes the rows of tokens whose access is revoked at the provider. */
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
   * Ends the use of an account's tokens.
   *
   * @returns the provider, or undefined when no tokens of an account of the user are in use
   */
  async withdraw(accountId: string, userId: string): Promise<string | undefined> {
    const values = [accountId, userId];
    const [row] = await this.database.query<{ provider: string }>(this.#sql.withdraw, values);
    return row?.provider;
  }

  /** Ends the use of an account's tokens, if the account does not exist. */
  async markUnlinked(accountId: string): Promise<void> {
    await this.database.query(this.#sql.markUnlinked, [accountId]);
  }

  /** Ends the use of the tokens of a user's former accounts. */
  async markDeleted(userId: string): Promise<void> {
    await this.database.query(this.#sql.markDeleted, [userId]);
  }

  /** Ends the use of all tokens whose account does not exist: it was deleted with SQL, or before the process was killed. */
  async markOrphans(): Promise<void> {
    let last: string | null = null;
    do {
      const values = [last, PAGE_SIZE];
      const rows: { last: string }[] = await this.database.query(this.#sql.markOrphans, values);
      last = rows[0]?.last ?? null;
    } while (last !== null);
  }

  /**
   * Reserves revocations that are due for this instance.
   *
   * @param duration in milliseconds
   */
  async claim(limit: number, duration: number): Promise<PendingRevocation[]> {
    const rows = await this.database.query<RevocationRow>(this.#sql.claim, [limit, duration]);
    return rows.map((row) => {
      const { accountId, userId, provider, version, attempts, isLinkedAgain } = row;
      const tokens = this.tokens.decrypt({ accountId, userId, provider }, row);
      return { accountId, userId, provider, version, attempts, isLinkedAgain, tokens };
    });
  }

  /** Repeats a revocation after some time, in milliseconds. */
  async postpone({ accountId, version }: PendingRevocation, duration: number): Promise<void> {
    await this.database.query(this.#sql.postpone, [accountId, version, duration]);
  }

  /** Deletes tokens, unless the user has granted the access again. */
  async erase({ accountId, version }: PendingRevocation): Promise<void> {
    await this.database.query(this.#sql.erase, [accountId, version]);
  }
}
