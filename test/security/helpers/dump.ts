import { Client } from 'pg';
import type { TestDatabase } from '../../support/database.js';

/** @returns every row of every table of a database, by table, as JSON. */
export async function dumpOf({ url }: TestDatabase): Promise<ReadonlyMap<string, string[]>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    const dump = new Map<string, string[]>();
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT to_jsonb(t)::text AS row FROM ${name} t`,
      );
      dump.set(
        name,
        rows.map(({ row }) => row),
      );
    }
    return dump;
  } finally {
    await client.end();
  }
}

/** @returns how many rows each table has. */
export async function rowsByTable(database: TestDatabase): Promise<Record<string, number>> {
  const dump = await dumpOf(database);
  return Object.fromEntries([...dump].map(([table, rows]) => [table, rows.length]));
}

/** @returns every text that stands somewhere in the rows. */
export function textsIn(dump: ReadonlyMap<string, string[]>): string[] {
  const texts = new Set<string>();
  const gather = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(gather);
  };
  for (const row of [...dump.values()].flat()) gather(JSON.parse(row));
  return [...texts];
}
