import type { Client } from 'pg';

/**
 * Counts the statements of a database that belong to a piece of work, by PostgreSQL's own count.
 *
 * What runs less than once in two pieces is no part of one: the looks for revoked sessions, of which
 * there are a few a second whatever is asked.
 *
 * @param count how many pieces `work` does
 * @returns statements for each
 */
export async function statementsPer(
  admin: Client,
  url: string,
  count: number,
  work: () => Promise<unknown>,
): Promise<number> {
  await admin.query('SELECT pg_stat_statements_reset()');
  await work();
  const { rows } = await admin.query<{ calls: string }>(
    `SELECT s.calls FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
     WHERE d.datname = $1 AND s.calls >= $2`,
    [new URL(url).pathname.slice(1), count / 2],
  );
  const calls = rows.reduce((sum, row) => sum + Number(row.calls), 0);
  return Math.round((calls / count) * 100) / 100;
}
