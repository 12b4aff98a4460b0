import { withClient } from './bench-postgres.js';

/** What the tables take on disk, and how their updates went. */
export interface Storage {
  table: string;
  /** Bytes for each row, its indexes included. */
  bytesPerRow: number;
  /** The share of updates that touched no index (heap-only tuples); undefined without any update. */
  inPlace: number | undefined;
}

const TABLES = ['User', 'Account', 'Session'] as const;

/** @returns what PostgreSQL says of the tables that grow with people. */
export async function storage(url: string): Promise<Storage[]> {
  return withClient(url, async (client) => {
    const all: Storage[] = [];
    for (const table of TABLES) {
      const { rows } = await client.query<Record<'bytes' | 'rows' | 'updates' | 'hot', string>>(
        `SELECT pg_total_relation_size(relid) AS bytes, (SELECT count(*) FROM "${table}") AS rows,
           n_tup_upd AS updates, n_tup_hot_upd AS hot
         FROM pg_stat_user_tables WHERE relname = $1`,
        [table],
      );
      // As text, because they may be larger than a number of JavaScript.
      const {
        bytes,
        rows: live,
        updates,
        hot,
      } = rows[0] ?? { bytes: '', rows: '', updates: '0', hot: '' };
      const inPlace = updates === '0' ? undefined : Number(hot) / Number(updates);
      all.push({ table, bytesPerRow: Number(bytes) / Number(live), inPlace });
    }
    return all;
  });
}
