import type { Schema } from '../database/schema.js';
import { deleteAfter, epochMs, isDisabled } from '../database/sql.js';
import { userColumns } from './user-statements.js';

/** The SQL of the account store. */
export function accountStatements(schema: Schema) {
  const { account, user } = schema;
  const profileOf = (alias: string) =>
    `${alias}.${account.username} AS "username", ${alias}.${account.name} AS "name",
      ${alias}.${account.email} AS "email", ${alias}.${account.emailVerified} AS "emailVerified",
      ${alias}.${account.picture} AS "picture"`;

  return {
    /** $1 provider, $2 subject. One statement instead of Prisma's two, because every login executes it. */
    find: {
      name: 'find account',
      isIdempotent: true,
      text: `SELECT a.${account.id} AS "id", a.${account.userId}::text AS "userId",
          ${isDisabled(schema, 'u')} AS "isDisabled",
          ${epochMs(deleteAfter(schema, 'u'))} AS "deleteAfter", ${profileOf('a')},
          ${userColumns(schema, 'u', 'user')}
        FROM ${account.table} a JOIN ${user.names.table} u ON u.${user.names.id} = a.${account.userId}
        WHERE a.${account.provider} = $1 AND a.${account.subject} = $2`,
    },

    /**
     * $1 id, $2 user, $3 provider, $4 subject, $5 username, $6 name, $7 email, $8 verified, $9 picture. Locks the user as
     * a foreign key does, because the app's schema may have none.
     */
    create: {
      name: 'create account',
      text: `INSERT INTO ${account.table} (${account.id}, ${account.userId}, ${account.provider}, ${account.subject},
          ${account.username}, ${account.name}, ${account.email}, ${account.emailVerified},
          ${account.picture}, ${account.createdAt}, ${account.updatedAt})
        SELECT $1, u.${user.names.id}, $3, $4, $5, $6, $7, $8, $9, clock_timestamp(), clock_timestamp()
        FROM ${user.names.table} u WHERE u.${user.names.id} = $2 FOR KEY SHARE
        ON CONFLICT (${account.provider}, ${account.subject}) DO NOTHING
        RETURNING ${account.id} AS "id"`,
    },

    /** $1 id, $2 username, $3 name, $4 email, $5 verified, $6 picture. */
    update: {
      name: 'update account',
      text: `UPDATE ${account.table} SET ${account.username} = $2, ${account.name} = $3, ${account.email} = $4,
          ${account.emailVerified} = $5, ${account.picture} = $6, ${account.updatedAt} = clock_timestamp()
        WHERE ${account.id} = $1`,
    },

    /** Oldest first. */
    list: {
      name: 'list accounts',
      isIdempotent: true,
      text: `SELECT a.${account.id} AS "id", a.${account.provider} AS "provider", a.${account.subject} AS "subject",
          ${profileOf('a')}, ${epochMs(`a.${account.createdAt}`)} AS "createdAt"
        FROM ${account.table} a WHERE a.${account.userId} = $1 ORDER BY a.${account.createdAt}, a.${account.id}`,
    },

    /** Deletes the account $2 of the user $1, unless no other account of the providers $3 (JSON) is left. Locks the accounts. */
    unlink: {
      name: 'unlink account',
      text: `WITH owned AS (
          SELECT a.${account.id} AS "id", a.${account.provider} AS "provider" FROM ${account.table} a
          WHERE a.${account.userId} = $1 ORDER BY a.${account.id} FOR UPDATE
        )
        DELETE FROM ${account.table} a WHERE a.${account.id} = $2 AND a.${account.userId} = $1
          AND EXISTS (SELECT 1 FROM owned WHERE owned."id" <> $2
            AND owned."provider" IN (SELECT jsonb_array_elements_text($3::jsonb)))
        RETURNING a.${account.provider} AS "provider"`,
    },

    isOwned: {
      name: 'find account of user',
      isIdempotent: true,
      text: `SELECT 1 AS "found" FROM ${account.table} a WHERE a.${account.id} = $1 AND a.${account.userId} = $2`,
    },
  };
}
