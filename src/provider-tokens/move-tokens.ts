import { Inject, Injectable } from '@nestjs/common';
import {
  FeatureDatabase,
  type AccountMove,
  type Executor,
  type TransactionClient,
} from '../social-auth/index.js';
import { PROVIDER_TOKEN_TABLE, type ProviderTokenTable } from './provider-token-model.js';
import { ProviderTokenStore, type EncryptedTokens } from './provider-token.store.js';
import type { TokenOwner } from './stored-tokens.js';

/** When accounts move to another user, encrypts the tokens of these accounts again, for that user. */
@Injectable()
export class MoveTokens {
  constructor(
    private readonly database: FeatureDatabase,
    private readonly store: ProviderTokenStore,
    @Inject(PROVIDER_TOKEN_TABLE) private readonly token: ProviderTokenTable,
  ) {}

  /** Moves all tokens. Tokens that no key decrypts stay unusable, so the user still has to grant the access again. */
  async run({ accountIds, from, to }: AccountMove, client: TransactionClient): Promise<void> {
    const transaction = this.database.within(client);
    for (const row of await this.#lock(accountIds, from, transaction)) {
      const { accountId, accessToken, refreshToken } = this.store.encryptFor(to, row);
      await transaction.query(this.#statements.move, [accountId, to, accessToken, refreshToken]);
    }
  }

  #lock(accountIds: readonly string[], userId: string, executor: Executor) {
    const values = [JSON.stringify(accountIds), userId];
    return executor.query<TokenOwner & EncryptedTokens>(this.#statements.lock, values);
  }

  get #statements() {
    const { token } = this;
    return {
      /** $1 JSON array of accounts, $2 their user. */
      lock: {
        name: 'lock provider tokens to move',
        text: `SELECT p.${token.accountId} AS "accountId", p.${token.userId}::text AS "userId", p.${token.provider} AS "provider",
            p.${token.accessToken} AS "accessToken", p.${token.refreshToken} AS "refreshToken",
            NULL::float8 AS "expiresAt"
          FROM ${token.table} p
          WHERE p.${token.accountId} IN (SELECT jsonb_array_elements_text($1::jsonb)::uuid) AND p.${token.userId} = $2
          ORDER BY p.${token.accountId} FOR UPDATE`,
      },
      /**
       * $1 account, $2 user, $3 access token, $4 refresh token. The new version keeps a refresh in progress from
       * replacing the tokens.
       */
      move: {
        name: 'move provider tokens',
        text: `UPDATE ${token.table} SET ${token.userId} = $2, ${token.accessToken} = $3, ${token.refreshToken} = $4,
            ${token.version} = ${token.version} + 1, ${token.leasedUntil} = NULL, ${token.updatedAt} = clock_timestamp()
          WHERE ${token.accountId} = $1`,
      },
    };
  }
}
