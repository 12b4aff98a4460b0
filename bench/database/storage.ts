import { withClient } from './bench-postgres.js';

/** The disk usage and update statistics of a table. */
export interface TableStorage {
  table: string;
  /** Bytes per row, including indexes. */
  bytesPerRow: number;
  /** Share of updates that changed no index (heap-only tuples), from 0 to 1. Undefined without updates. */
  hotUpdates: number | undefined;
}

const TABLES = ['User', 'Account', 'Session'] as const;

/** Measures the tables that grow with the number of users. */
export async function measureStorage(url: string): Promise<TableStorage[]> {
  return withClient(url, async (client) => {
    const tables: TableStorage[] = [];
    for (const table of TABLES) {
      const { rows } = await client.query<Record<'bytes' | 'rows' | 'updates' | 'hot', string>>(
        `SELECT pg_total_relation_size(relid) AS bytes, (SELECT count(*) FROM "${table}") AS rows,
           n_tup_upd AS updates, n_tup_hot_upd AS hot
         FROM pg_stat_user_tables WHERE relname = $1`,
        [table],
      );
      // pg returns bigint columns as text.
      const {
        bytes,
        rows: count,
        updates,
        hot,
      } = rows[0] ?? { bytes: '', rows: '', updates: '0', hot: '' };
      const hotUpdates = updates === '0' ? undefined : Number(hot) / Number(updates);
      tables.push({ table, bytesPerRow: Number(bytes) / Number(count), hotUpdates });
    }
    return tables;
  });
}
