import type { Statement } from './database.js';
import type { Table } from './schema.js';
import { NOW } from './sql.js';

/** Selects the rows to delete: their time is older than a duration. */
interface Expired {
  /** The column with the time. It has an index. */
  readonly column: string;
  /** The duration, as SQL. */
  readonly retention: string;
}

/**
 * Returns a statement that deletes at most $1 rows for each kind of expired rows, the oldest first. It skips locked rows and
 * returns the number of deleted rows as `count`.
 *
 * The order makes PostgreSQL read the index from its start. Without it, PostgreSQL may expect that many rows have expired, and
 * then reads the table to find the first ones.
 */
export function deleteBatch(
  name: string,
  table: Table<string>,
  id: string,
  expired: readonly Expired[],
): Statement {
  const selections = expired.map(
    ({ column, retention }) => `SELECT * FROM (
          SELECT ${id} FROM ${table.table} WHERE ${column} < ${NOW} - ${retention}
          ORDER BY ${column} LIMIT $1::int FOR UPDATE SKIP LOCKED) AS "${column.replaceAll('"', '')}"`,
  );
  const text = `WITH deleted AS (
        DELETE FROM ${table.table} WHERE ${id} IN (
        ${selections.join('\n        UNION ALL ')})
        RETURNING 1
      )
      SELECT count(*)::int AS "count" FROM deleted`;
  return { name, text };
}
