import type { Client } from 'pg';

/**
 * Counts the SQL statements per operation with pg_stat_statements.
 *
 * Ignores statements that run less than once in two operations, such as polls for revoked sessions.
 *
 * @param count number of operations that `work` performs
 * @returns statements per operation
 */
export async function statementsPerOperation(
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
