import { Client } from 'pg';
import type { TestDatabase } from '../../support/database.js';

/** @returns all rows of a database as JSON, by table */
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

/** @returns the number of rows of each table */
export async function rowsByTable(database: TestDatabase): Promise<Record<string, number>> {
  const dump = await dumpOf(database);
  return Object.fromEntries([...dump].map(([table, rows]) => [table, rows.length]));
}

/** @returns all strings in the rows */
export function textsIn(dump: ReadonlyMap<string, string[]>): string[] {
  const texts = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  for (const row of [...dump.values()].flat()) collect(JSON.parse(row));
  return [...texts];
}
