import { withClient } from './bench-postgres.js';

/** What the tables take on disk, and how their updates went. */
export interface Storage {
  table: string;
  /** Bytes for each row, its indexes included. */
  bytesPerRow: number;
  /** The share of updates that touched no index (heap-only tuples); undefined without any update. */
  inPlace: number | undefined;
}

/** @returns what PostgreSQL says of the tables that grow with people. */
export async function storage(url: string): Promise<Storage[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<
      Record<'relname' | 'bytes' | 'rows' | 'updates' | 'hot', string>
    >(
      `SELECT relname, pg_total_relation_size(relid) AS bytes, n_live_tup AS rows, n_tup_upd AS updates,
         n_tup_hot_upd AS hot
       FROM pg_stat_user_tables WHERE relname IN ('User', 'Account', 'Session') ORDER BY relname`,
    );
    return rows.map(({ relname, bytes, rows: live, updates, hot }) => ({
      table: relname,
      bytesPerRow: Number(bytes) / Number(live),
      inPlace: Number(updates) === 0 ? undefined : Number(hot) / Number(updates),
    }));
  });
}
