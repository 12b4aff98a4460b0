import { epochMs, milliseconds, type FeatureDatabase } from '../../social-auth/index.js';
import { TRUNCATED_NOW, type ProviderTokenTable } from '../provider-token-model.js';

/** The SQL of the tokens that wait for their revocation at the provider. */
export function pendingRevocationStatements(
  { tables }: FeatureDatabase,
  token: ProviderTokenTable,
) {
  const { account, user } = tables;
  // Deletes the scopes, because a revocation does not need them.
  const pending = `${token.revokeAt} = ${TRUNCATED_NOW}, ${token.attempts} = 0, ${token.scope} = ''`;
  const hasAccount = `EXISTS (SELECT 1 FROM ${account.table} a
      JOIN ${user.names.table} u ON u.${user.names.id} = a.${account.userId} WHERE a.${account.id} = p.${token.accountId})`;
  const ofVersion = `${token.accountId} = $1 AND ${token.version} = $2 AND ${token.revokeAt} IS NOT NULL`;

  return {
    /** $1 account, $2 user. */
    withdraw: {
      name: 'withdraw provider tokens',
      text: `UPDATE ${token.table} p SET ${pending} WHERE p.${token.accountId} = $1 AND p.${token.revokeAt} IS NULL
          AND EXISTS (SELECT 1 FROM ${account.table} a WHERE a.${account.id} = $1 AND a.${account.userId} = $2)
        RETURNING p.${token.provider} AS "provider"`,
    },

    /** $1 account. */
    markUnlinked: {
      name: 'mark provider tokens of unlinked account',
      isIdempotent: true,
      text: `UPDATE ${token.table} p SET ${pending}
        WHERE p.${token.accountId} = $1 AND p.${token.revokeAt} IS NULL AND NOT ${hasAccount}`,
    },

    /** $1 user. */
    markDeleted: {
      name: 'mark provider tokens of deleted user',
      isIdempotent: true,
      text: `UPDATE ${token.table} p SET ${pending}
        WHERE p.${token.userId} = $1 AND p.${token.revokeAt} IS NULL AND NOT ${hasAccount}`,
    },

    /** Reads the next $2 rows after the account $1, or the first rows if $1 is null. */
    markOrphans: {
      name: 'mark provider tokens without account',
      isIdempotent: true,
      text: `WITH page AS MATERIALIZED (
          SELECT p.${token.accountId} AS "id" FROM ${token.table} p
          WHERE $1::text IS NULL OR p.${token.accountId} > $1::text::uuid ORDER BY p.${token.accountId} LIMIT $2::int
        ), marked AS (
          UPDATE ${token.table} p SET ${pending} FROM page
          WHERE p.${token.accountId} = page."id" AND p.${token.revokeAt} IS NULL AND NOT ${hasAccount}
        )
        SELECT "id"::text AS "last" FROM page ORDER BY "id" DESC LIMIT 1`,
    },

    /**
     * Claims at most $1 rows for the duration $2. Skips rows whose tokens are being refreshed. The first
     * `clock_timestamp()` is in a subquery, because PostgreSQL uses no index for a direct comparison with this
     * function.
     */
    claim: {
      name: 'claim revocations of provider tokens',
      text: `UPDATE ${token.table} p SET ${token.attempts} = p.${token.attempts} + 1,
          ${token.revokeAt} = clock_timestamp() + ${milliseconds('$2')}
        WHERE p.${token.accountId} IN (
          SELECT d.${token.accountId} FROM ${token.table} d WHERE d.${token.revokeAt} <= (SELECT clock_timestamp())
            AND (d.${token.leasedUntil} IS NULL OR d.${token.leasedUntil} <= clock_timestamp())
          ORDER BY d.${token.revokeAt} LIMIT $1::int FOR UPDATE SKIP LOCKED)
        RETURNING p.${token.accountId} AS "accountId", p.${token.userId}::text AS "userId",
          p.${token.provider} AS "provider", p.${token.accessToken} AS "accessToken",
          p.${token.refreshToken} AS "refreshToken",
          ${epochMs(`p.${token.expiresAt}`)} AS "expiresAt", p.${token.version} AS "version",
          p.${token.attempts} AS "attempts", EXISTS (SELECT 1 FROM ${account.table} a
            WHERE a.${account.provider} = p.${token.provider} AND a.${account.subject} = p.${token.subject}
              AND a.${account.id} <> p.${token.accountId}) AS "isLinkedAgain"`,
    },

    /** $1 account, $2 version, $3 time until the next attempt. */
    postpone: {
      name: 'postpone revocation of provider tokens',
      text: `UPDATE ${token.table} SET ${token.revokeAt} = clock_timestamp() + ${milliseconds('$3')} WHERE ${ofVersion}`,
    },

    /** $1 account, $2 version. */
    erase: {
      name: 'erase provider tokens',
      isIdempotent: true,
      text: `DELETE FROM ${token.table} WHERE ${ofVersion}`,
    },
  };
}
