import { withClient } from './bench-postgres.js';

/** The disk usage and update statistics of a table. */
export interface TableStorage {
  rows: number;
  /** Size of the table without indexes, in bytes. */
  tableBytes: number;
  indexBytes: number;
  /** Share of updates that changed no index (heap-only tuples), from 0 to 1. Undefined without updates. */
  hotUpdates: number | undefined;
}

/** The tables that grow with the number of users. */
const TABLES = ['User', 'Account', 'Session'] as const;
export type GrowingTable = (typeof TABLES)[number];

/** Measures the tables that grow with the number of users. */
export async function measureStorage(url: string): Promise<Record<GrowingTable, TableStorage>> {
  return withClient(url, async (client) => {
    const entries: [GrowingTable, TableStorage][] = [];
    for (const table of TABLES) {
      // pg returns bigint columns as text.
      const { rows } = await client.query<
        Record<'rows' | 'tableBytes' | 'indexBytes' | 'updates' | 'hot', string>
      >(
        `SELECT (SELECT count(*) FROM "${table}") AS "rows", pg_table_size(relid) AS "tableBytes",
           pg_indexes_size(relid) AS "indexBytes", n_tup_upd AS "updates", n_tup_hot_upd AS "hot"
         FROM pg_stat_user_tables WHERE relname = $1`,
        [table],
      );
      const [row] = rows;
      if (row === undefined) throw new Error(`The database has no table ${table}.`);
      const updates = Number(row.updates);
      entries.push([
        table,
        {
          rows: Number(row.rows),
          tableBytes: Number(row.tableBytes),
          indexBytes: Number(row.indexBytes),
          hotUpdates: updates === 0 ? undefined : Number(row.hot) / updates,
        },
      ]);
    }
    return Object.fromEntries(entries) as Record<GrowingTable, TableStorage>;
  });
}
