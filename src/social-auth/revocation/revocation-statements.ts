import type { Schema } from '../database/schema.js';
import { epochMs, milliseconds } from '../database/sql.js';
import type { RevocationPoll } from './revocation-source.js';

/**
 * Revocations are kept this long, in milliseconds: longer than the maximum lifetime of access tokens, one hour, so that an
 * instance receives them after an outage.
 */
export const RETENTION_MS = 2 * 60 * 60 * 1000;

/** The SQL that reads and deletes recorded revocations. */
export function revocationStatements({ revocation }: Schema) {
  return {
    /** One row without a session when there is no revocation, so that the time of the database is always known. */
    poll: {
      name: 'poll revocations',
      isIdempotent: true,
      text: `SELECT ${epochMs('c."now"')} AS "now", r.${revocation.sessionId} AS "id",
          ${epochMs(`(c."now" - r.${revocation.revokedAt})`)} AS "ageMs"
        FROM (SELECT clock_timestamp() AS "now") c
        LEFT JOIN ${revocation.table} r ON r.${revocation.revokedAt} > c."now" - ${milliseconds('$1')}`,
    },
    deleteExpired: {
      name: 'delete expired revocations',
      text: `DELETE FROM ${revocation.table} WHERE ${revocation.revokedAt} < clock_timestamp() - ${milliseconds(String(RETENTION_MS))}`,
    },
  };
}

/** A row of the statement `poll`. */
export interface PollRow {
  readonly now: number;
  readonly id: string | null;
  readonly ageMs: number | null;
}

/** @returns the result of a poll from its rows. */
export function toRevocationPoll(rows: readonly PollRow[]): RevocationPoll {
  return {
    databaseTime: rows[0]?.now ?? NaN,
    revoked: rows.flatMap(({ id, ageMs }) =>
      id === null || ageMs === null ? [] : [{ id, ageMs }],
    ),
  };
}
