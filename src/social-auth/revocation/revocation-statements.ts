import { deleteBatch } from '../database/delete-batch.js';
import type { Schema } from '../database/schema.js';
import { replicaError } from '../database/database-unavailable.error.js';
import { epochMs, IS_REPLICA, milliseconds, toRoles } from '../database/sql.js';
import type { RevocationPoll } from './revocation-source.js';

/**
 * Revocations are kept this long, in milliseconds: longer than the maximum lifetime of access tokens, one hour, so that an
 * instance receives them after an outage.
 */
export const RETENTION_MS = 2 * 60 * 60 * 1000;

/** The SQL that reads and deletes recorded revocations and changes of roles. */
export function revocationStatements({ revocation, roleChange }: Schema) {
  const retention = milliseconds(String(RETENTION_MS));
  const isRecent = (changedAt: string) => `${changedAt} > c."now" - ${milliseconds('$1')}`;
  return {
    /** One row without a session when there is no revocation, so that the time of the database is always known. */
    poll: {
      name: 'poll revocations',
      isIdempotent: true,
      text: `WITH c AS MATERIALIZED (SELECT clock_timestamp() AS "now")
        SELECT ${epochMs('c."now"')} AS "now", ${IS_REPLICA} AS "isReplica", r.${revocation.sessionId} AS "id",
          NULL::text AS "userId", NULL::jsonb AS "roles",
          ${epochMs(`(c."now" - r.${revocation.revokedAt})`)} AS "ageMs"
        FROM c LEFT JOIN ${revocation.table} r ON ${isRecent(`r.${revocation.revokedAt}`)}
        UNION ALL
        SELECT ${epochMs('c."now"')}, NULL, NULL, x.${roleChange.userId}::text, x.${roleChange.roles},
          ${epochMs(`(c."now" - x.${roleChange.changedAt})`)}
        FROM c JOIN ${roleChange.table} x ON ${isRecent(`x.${roleChange.changedAt}`)}`,
    },
    deleteExpired: deleteBatch('delete expired revocations', revocation, revocation.sessionId, [
      { column: revocation.revokedAt, retention },
    ]),
    deleteExpiredRoleChanges: deleteBatch(
      'delete expired role changes',
      roleChange,
      roleChange.userId,
      [{ column: roleChange.changedAt, retention }],
    ),
  };
}

/** A row of the statement `poll`: a revocation, a change of roles, or neither. */
export interface PollRow {
  readonly now: number;
  readonly isReplica: boolean | null;
  readonly id: string | null;
  readonly userId: string | null;
  readonly roles: unknown;
  readonly ageMs: number | null;
}

/**
 * @returns the result of a poll from its rows
 * @throws DatabaseUnavailableError when a replica has executed it
 */
export function toRevocationPoll(rows: readonly PollRow[]): RevocationPoll {
  if (rows[0]?.isReplica === true) throw replicaError();
  return {
    databaseTime: rows[0]?.now ?? NaN,
    revoked: rows.flatMap(({ id, ageMs }) =>
      id === null || ageMs === null ? [] : [{ id, ageMs }],
    ),
    roleChanges: rows.flatMap(({ userId, roles, ageMs }) =>
      userId === null || ageMs === null ? [] : [{ userId, roles: toRoles(roles), ageMs }],
    ),
  };
}
