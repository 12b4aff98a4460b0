import type { Schema } from '../database/schema.js';
import { deleteAfter, epochMs, isDisabled, isEnabled, unnest } from '../database/sql.js';
import { userColumns } from './user-statements.js';

/** Selects the profile of an account. */
function profileColumns({ account }: Schema, alias: string): string {
  return `${alias}.${account.username} AS "username", ${alias}.${account.name} AS "name",
    ${alias}.${account.email} AS "email", ${alias}.${account.emailVerified} AS "emailVerified",
    ${alias}.${account.picture} AS "picture"`;
}

/** Selects the fields of an account, with the time of its creation in milliseconds since 1970. */
export function accountColumns(schema: Schema, alias: string): string {
  const { account } = schema;
  return `${alias}.${account.id} AS "id", ${alias}.${account.provider} AS "provider",
    ${alias}.${account.subject} AS "subject", ${profileColumns(schema, alias)},
    ${epochMs(`${alias}.${account.createdAt}`)} AS "createdAt"`;
}

/** The SQL of the account store. */
export function accountStatements(schema: Schema) {
  const { account, user } = schema;
  const found = `a.${account.id} AS "id", a.${account.userId}::text AS "userId",
          ${isDisabled(schema, 'u')} AS "isDisabled",
          ${epochMs(deleteAfter(schema, 'u'))} AS "deleteAfter", ${profileColumns(schema, 'a')},
          ${userColumns(schema, 'u', 'user')}`;
  const owner = `JOIN ${user.names.table} u ON u.${user.names.id} = a.${account.userId}`;
  return {
    /** $1 provider, $2 subject. One statement instead of Prisma's two, because every login executes it. */
    find: {
      name: 'find account',
      isIdempotent: true,
      text: `SELECT ${found} FROM ${account.table} a ${owner} WHERE a.${account.provider} = $1 AND a.${account.subject} = $2`,
    },

    /** $1 and $2 are arrays. */
    findMany: {
      name: 'find accounts',
      isIdempotent: true,
      text: `SELECT ${found}, wanted."position"::int AS "position"
        FROM ${unnest('text[]', 'text[]')} WITH ORDINALITY AS wanted("provider", "subject", "position")
        JOIN ${account.table} a
          ON a.${account.provider} = wanted."provider" AND a.${account.subject} = wanted."subject" ${owner}`,
    },

    create: create(schema, 'create account', ''),

    /** Like `create`, unless the user is disabled or scheduled for deletion, as a merged user is. */
    link: create(schema, 'link account', `AND ${isEnabled(schema, 'u')}`),

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
      text: `SELECT ${accountColumns(schema, 'a')}
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

/**
 * $1 id, $2 user, $3 provider, $4 subject, $5 username, $6 name, $7 email, $8 verified, $9 picture. Locks the user as a
 * foreign key does, because the app's schema may have none.
 */
function create({ account, user }: Schema, name: string, condition: string) {
  return {
    name,
    text: `INSERT INTO ${account.table} (${account.id}, ${account.userId}, ${account.provider}, ${account.subject},
        ${account.username}, ${account.name}, ${account.email}, ${account.emailVerified},
        ${account.picture}, ${account.createdAt}, ${account.updatedAt})
      SELECT $1, u.${user.names.id}, $3, $4, $5, $6, $7, $8, $9, clock_timestamp(), clock_timestamp()
      FROM ${user.names.table} u WHERE u.${user.names.id} = $2 ${condition} FOR KEY SHARE
      ON CONFLICT (${account.provider}, ${account.subject}) DO NOTHING
      RETURNING ${account.id} AS "id"`,
  };
}
