import type { Schema } from '../database/schema.js';
import { timestamp } from '../database/sql.js';
import { accountColumns } from './account-statements.js';
import { actor, IS_ALLOWED, userProfileColumns } from './user-statements.js';

/** The SQL that moves accounts from one user to another. */
export function userTransferStatements(schema: Schema) {
  const { account, user } = schema;
  const { names } = user;
  return {
    /** Locks the users $1 and $4, if the actor $2 has the role $3 or none is required. */
    lockUsers: {
      name: 'lock users to merge',
      text: `WITH ${actor(schema)}
        SELECT ${IS_ALLOWED} AS "isAllowed", ${userProfileColumns(schema, 'u')}
        FROM ${names.table} u WHERE u.${names.id} IN ($1, $4)
        ORDER BY u.${names.id} FOR UPDATE OF u`,
    },
    lockAccounts: {
      name: 'lock accounts to merge',
      text: `SELECT ${accountColumns(schema, 'a')}, a.${account.userId}::text AS "userId"
        FROM ${account.table} a WHERE a.${account.userId} IN ($1, $2)
        ORDER BY a.${account.id} FOR UPDATE`,
    },
    /** Creates a new version of the row, so that statements that wait for the row evaluate their conditions again. */
    touch: {
      name: 'touch user',
      text: `UPDATE ${names.table} SET ${names.deleteAfter} = ${names.deleteAfter} WHERE ${names.id} = $1`,
    },
    /** $3 is a JSON array of the ids of the accounts. */
    move: {
      name: 'move accounts',
      text: `UPDATE ${account.table} a SET ${account.userId} = $2, ${account.updatedAt} = clock_timestamp()
        WHERE a.${account.userId} = $1 AND a.${account.id} IN (SELECT jsonb_array_elements_text($3::jsonb)::uuid)
        RETURNING 1 AS "moved"`,
    },
    /** $2 is a time in milliseconds since 1970, or null. */
    setDeleteAfter: {
      name: 'set deletion of merged user',
      text: `UPDATE ${names.table} SET ${names.deleteAfter} = ${timestamp('$2')} WHERE ${names.id} = $1`,
    },
  };
}
