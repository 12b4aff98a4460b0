import { epochMs, milliseconds, type FeatureDatabase } from '../social-auth/index.js';
import type { MergeTables } from './user-merge-models.js';

/** Maximum number of merges in a list. */
const MAX_LISTED = 100;

/** The SQL of merges. All times are times of the database, so that the instances agree. */
export function mergeStatements({ tables }: FeatureDatabase, own: MergeTables) {
  const { UserMerge: merge, UserMergeRow: row, UserMergeHint: hint } = own;
  const { names: user } = tables.user;
  const columns = `m.${merge.absorbedId}::text AS "absorbedId", m.${merge.survivorId}::text AS "survivorId",
      ${epochMs(`m.${merge.mergedAt}`)} AS "mergedAt", ${epochMs(`m.${merge.undoUntil}`)} AS "undoUntil",
      ${epochMs(`m.${merge.undoneAt}`)} AS "undoneAt"`;
  const isPending = `m.${merge.undoneAt} IS NULL AND m.${merge.undoUntil} > clock_timestamp()`;
  /**
   * The users who were merged into $1, directly or through other merges. Contains no users if $1 was merged into
   * another user.
   */
  const absorbed = `WITH RECURSIVE absorbed AS (
        SELECT m.${merge.absorbedId} AS "id" FROM ${merge.table} m
        WHERE m.${merge.survivorId} = $1 AND m.${merge.undoneAt} IS NULL AND NOT EXISTS (
          SELECT FROM ${merge.table} o WHERE o.${merge.absorbedId} = $1 AND o.${merge.undoneAt} IS NULL)
        UNION
        SELECT m.${merge.absorbedId} FROM ${merge.table} m JOIN absorbed ON m.${merge.survivorId} = absorbed."id"
        WHERE m.${merge.undoneAt} IS NULL)`;
  return {
    /** $1 user who is merged, $2 surviving user, $3 duration. Replaces a merge that was undone. */
    create: {
      name: 'create merge',
      text: `INSERT INTO ${merge.table} AS m (${merge.absorbedId}, ${merge.survivorId}, ${merge.mergedAt}, ${merge.undoUntil})
        VALUES ($1, $2, clock_timestamp(), clock_timestamp() + ${milliseconds('$3')})
        ON CONFLICT (${merge.absorbedId}) DO UPDATE SET ${merge.survivorId} = excluded.${merge.survivorId},
          ${merge.mergedAt} = excluded.${merge.mergedAt}, ${merge.undoUntil} = excluded.${merge.undoUntil},
          ${merge.undoneAt} = NULL
        WHERE m.${merge.undoneAt} IS NOT NULL
        RETURNING ${columns}`,
    },
    /** $1 user who is merged, $2 relation, $3 JSON array of ids. */
    recordAccounts: {
      name: 'record merged accounts',
      text: `INSERT INTO ${row.table} (${row.absorbedId}, ${row.relation}, ${row.rowKey})
        SELECT $1, $2, jsonb_build_array(id)::text FROM jsonb_array_elements_text($3::jsonb) AS id`,
    },
    accounts: {
      name: 'list merged accounts',
      text: `SELECT ${row.rowKey}::jsonb->>0 AS "id" FROM ${row.table}
        WHERE ${row.absorbedId} = $1 AND ${row.relation} = $2`,
    },
    findPending: {
      name: 'find pending merge',
      isIdempotent: true,
      text: `SELECT ${columns} FROM ${merge.table} m WHERE m.${merge.absorbedId} = $1 AND ${isPending}`,
    },
    listPending: {
      name: 'list pending merges',
      isIdempotent: true,
      text: `SELECT ${columns} FROM ${merge.table} m WHERE m.${merge.survivorId} = $1 AND ${isPending}
        ORDER BY m.${merge.mergedAt} DESC LIMIT ${MAX_LISTED}`,
    },
    list: {
      name: 'list merges',
      isIdempotent: true,
      text: `SELECT ${columns} FROM ${merge.table} m WHERE m.${merge.survivorId} = $1 OR m.${merge.absorbedId} = $1
        ORDER BY m.${merge.mergedAt} DESC LIMIT ${MAX_LISTED}`,
    },
    markUndone: {
      name: 'mark merge undone',
      text: `UPDATE ${merge.table} SET ${merge.undoneAt} = clock_timestamp() WHERE ${merge.absorbedId} = $1`,
    },
    deleteRows: {
      name: 'delete merged rows',
      text: `DELETE FROM ${row.table} WHERE ${row.absorbedId} = $1`,
    },
    /**
     * Follows the merges that start with the user $1, and returns the last user. UNION ends the recursion even if the
     * rows form a cycle.
     */
    resolve: {
      name: 'resolve merged user',
      isIdempotent: true,
      text: `WITH RECURSIVE chain AS (
          SELECT m.${merge.survivorId} AS "id" FROM ${merge.table} m
          WHERE m.${merge.absorbedId} = $1 AND m.${merge.undoneAt} IS NULL
          UNION
          SELECT m.${merge.survivorId} FROM ${merge.table} m JOIN chain ON m.${merge.absorbedId} = chain."id"
          WHERE m.${merge.undoneAt} IS NULL)
        SELECT c."id"::text AS "id" FROM chain c WHERE NOT EXISTS (
          SELECT FROM ${merge.table} m WHERE m.${merge.absorbedId} = c."id" AND m.${merge.undoneAt} IS NULL)
        LIMIT 1`,
    },
    restoreHint: {
      name: 'delete dismissal of merge hint',
      text: `DELETE FROM ${hint.table} WHERE ${hint.userId} = $1`,
    },
    /** Sets the deletion time of the merged users to now, so that the next run of the deletion job deletes them. */
    deleteAbsorbed: {
      name: 'delete merged users',
      text: `${absorbed}
        UPDATE ${user.table} AS u SET ${user.deleteAfter} = clock_timestamp()
        FROM absorbed WHERE u.${user.id} = absorbed."id" AND u.${user.deleteAfter} > clock_timestamp()`,
    },
    deleteMerges: {
      name: 'delete merges of user',
      text: `${absorbed}
        DELETE FROM ${merge.table} m WHERE m.${merge.absorbedId} IN (SELECT "id" FROM absorbed)
          OR (m.${merge.undoneAt} IS NOT NULL AND (m.${merge.survivorId} = $1 OR m.${merge.absorbedId} = $1))`,
    },
  };
}
