import { epochMs, milliseconds, type FeatureDatabase } from '../social-auth/index.js';
import { TRUNCATED_NOW, type ProviderTokenTable } from './provider-token-model.js';

/** The SQL of the tokens that are in use. All times are times of the database, so that the instances agree. */
export function tokenStatements(database: FeatureDatabase, token: ProviderTokenTable) {
  const { account, user } = database.tables;
  const columns = `p.${token.accountId} AS "storedId", p.${token.accessToken} AS "accessToken",
      p.${token.refreshToken} AS "refreshToken", p.${token.scope} AS "scope",
      ${epochMs(`p.${token.expiresAt}`)} AS "expiresAt", p.${token.version} AS "version",
      p.${token.revokeAt} IS NOT NULL AS "isWithdrawn", p.${token.rejectedAt} IS NOT NULL AS "isRejected",
      coalesce(p.${token.expiresAt} <= clock_timestamp(), false) AS "isExpired",
      coalesce(p.${token.expiresAt} <= clock_timestamp() + ${margin(token)}, false) AS "isExpiring",
      coalesce(${epochMs(`p.${token.retryAt}`)} - ${epochMs('clock_timestamp()')}, 0) AS "retryInMs"`;
  const select = `SELECT a.${account.id} AS "accountId", a.${account.userId}::text AS "userId",
      a.${account.provider} AS "provider", coalesce(a.${account.email}, a.${account.username}) AS "loginHint",
      NOT (${database.isEnabled('u')}) AS "isDisabled", ${columns}
    FROM ${account.table} a JOIN ${user.names.table} u ON u.${user.names.id} = a.${account.userId}
    LEFT JOIN ${token.table} p ON p.${token.accountId} = a.${account.id}`;
  const order = `ORDER BY a.${account.createdAt}, a.${account.id}`;
  const ofVersion = `p.${token.accountId} = $1 AND p.${token.version} = $2`;
  const inUse = `${ofVersion} AND p.${token.revokeAt} IS NULL`;
  const changed = `${token.version} = p.${token.version} + 1, ${token.updatedAt} = clock_timestamp(),
      ${token.leasedUntil} = NULL, ${token.retryAt} = NULL`;

  return {
    /** $1 user, $2 provider. Oldest account first. */
    find: {
      name: 'find provider tokens',
      isIdempotent: true,
      text: `${select} WHERE a.${account.userId} = $1 AND a.${account.provider} = $2 ${order}`,
    },

    /** $1 account. */
    findByAccount: {
      name: 'find provider tokens of account',
      isIdempotent: true,
      text: `${select} WHERE a.${account.id} = $1`,
    },

    /** $1 user. */
    list: {
      name: 'list provider tokens',
      isIdempotent: true,
      text: `${select} WHERE a.${account.userId} = $1 AND p.${token.accountId} IS NOT NULL
        AND p.${token.revokeAt} IS NULL ${order}`,
    },

    /**
     * $1 account, $2 access token, $3 refresh token, $4 scope, $5 lifetime, $6 version (0 if no tokens are stored), $7
     * whether to replace withdrawn tokens, $8 user. The lock prevents that the account is deleted or moved to another
     * user before the tokens are stored, because the tokens are encrypted for this user.
     */
    save: {
      name: 'save provider tokens',
      text: `INSERT INTO ${token.table} AS p (${token.accountId}, ${token.userId}, ${token.provider}, ${token.subject},
          ${token.accessToken}, ${token.refreshToken}, ${token.scope}, ${token.expiresAt}, ${token.version},
          ${token.attempts}, ${token.createdAt}, ${token.updatedAt})
        SELECT a.${account.id}, a.${account.userId}, a.${account.provider}, a.${account.subject}, $2, $3, $4,
          clock_timestamp() + ${milliseconds('$5')}, 1, 0, clock_timestamp(), clock_timestamp()
        FROM ${account.table} a WHERE a.${account.id} = $1 AND a.${account.userId} = $8 FOR KEY SHARE
        ON CONFLICT (${token.accountId}) DO UPDATE SET ${changed}, ${token.userId} = EXCLUDED.${token.userId},
          ${token.accessToken} = $2, ${token.refreshToken} = $3, ${token.scope} = $4,
          ${token.expiresAt} = EXCLUDED.${token.expiresAt}, ${token.rejectedAt} = NULL,
          ${token.revokeAt} = NULL, ${token.attempts} = 0
        WHERE CASE WHEN p.${token.revokeAt} IS NULL THEN p.${token.version} = $6::int ELSE $7::boolean END
        RETURNING p.${token.version} AS "version"`,
    },

    /** $1 account, $2 version, $3 duration. */
    lease: {
      name: 'lease provider tokens',
      text: `UPDATE ${token.table} p SET ${token.leasedUntil} = clock_timestamp() + ${milliseconds('$3')}
        WHERE ${inUse} AND p.${token.rejectedAt} IS NULL
          AND (p.${token.leasedUntil} IS NULL OR p.${token.leasedUntil} <= clock_timestamp())
          AND (p.${token.retryAt} IS NULL OR p.${token.retryAt} <= clock_timestamp())
        RETURNING 1 AS "leased"`,
    },

    /**
     * $1 account, $2 version, $3 access token, $4 refresh token, $5 scope, $6 lifetime. Also replaces tokens that wait
     * for their revocation.
     */
    replace: {
      name: 'replace provider tokens',
      text: `UPDATE ${token.table} p SET ${changed}, ${token.accessToken} = $3, ${token.refreshToken} = $4,
          ${token.scope} = CASE WHEN p.${token.revokeAt} IS NULL THEN $5 ELSE '' END,
          ${token.expiresAt} = clock_timestamp() + ${milliseconds('$6')}
        WHERE ${ofVersion} RETURNING p.${token.version} AS "version"`,
    },

    /** $1 account, $2 version, $3 time until the next attempt. */
    postpone: {
      name: 'postpone refresh of provider tokens',
      text: `UPDATE ${token.table} p SET ${token.leasedUntil} = NULL,
          ${token.retryAt} = clock_timestamp() + ${milliseconds('$3')} WHERE ${ofVersion}`,
    },

    /** $1 account, $2 version. */
    reject: {
      name: 'reject provider tokens',
      text: `UPDATE ${token.table} p SET ${changed}, ${token.rejectedAt} = clock_timestamp()
        WHERE ${inUse} RETURNING 1 AS "rejected"`,
    },

    /** $1 account, $2 version. */
    expire: {
      name: 'expire provider tokens',
      text: `UPDATE ${token.table} p SET ${changed}, ${token.expiresAt} = ${TRUNCATED_NOW} WHERE ${inUse}`,
    },
  };
}

/**
 * How long before its expiry an access token is refreshed. This is one minute, or a tenth of the lifetime if that is
 * shorter.
 */
const margin = ({ expiresAt, updatedAt }: ProviderTokenTable) =>
  `least(interval '60 s', (p.${expiresAt} - p.${updatedAt}) / 10)`;
