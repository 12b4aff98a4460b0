import { deleteBatch } from '../database/delete-batch.js';
import type { Schema } from '../database/schema.js';
import { replicaError } from '../database/database-unavailable.error.js';
import { epochMs, IS_REPLICA, milliseconds, toRoles } from '../database/sql.js';
import type { RevocationPoll, RevokedSession } from './revocation-source.js';

/**
 * Revocations are kept for this long, in milliseconds. This exceeds the maximum lifetime of access tokens, one hour, so
 * that an instance still receives them after an outage.
 */
export const RETENTION_MS = 2 * 60 * 60 * 1000;

/** The SQL that reads and deletes recorded revocations and changes of roles. */
export function revocationFeedStatements({ revocation, roleChange }: Schema) {
  const retention = milliseconds(String(RETENTION_MS));
  const isRecent = (changedAt: string) => `${changedAt} > c."now" - ${milliseconds('$1')}`;
  return {
    /**
     * Returns one row with the time of the database and all revocations as one text, and one row for each change of roles.
     * The app would take nine times as long to read one row for each revocation, and serves no request meanwhile.
     */
    poll: {
      name: 'poll revocations',
      isIdempotent: true,
      text: `WITH c AS MATERIALIZED (SELECT clock_timestamp() AS "now")
        SELECT ${epochMs('c."now"')} AS "now", ${IS_REPLICA} AS "isReplica",
          (SELECT string_agg(r.${revocation.sessionId}::text || ' ' ||
              ${epochMs(`(c."now" - r.${revocation.revokedAt})`)}::int::text, ',')
            FROM ${revocation.table} r WHERE ${isRecent(`r.${revocation.revokedAt}`)}) AS "revoked",
          NULL::text AS "userId", NULL::jsonb AS "roles", NULL::float8 AS "ageMs"
        FROM c
        UNION ALL
        SELECT NULL, NULL, NULL, x.${roleChange.userId}::text, x.${roleChange.roles},
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

/** The first row of the statement `poll`, or a change of roles. */
export interface PollRow {
  /** Only in the first row. */
  readonly now: number | null;
  readonly isReplica: boolean | null;
  /** Id and age in milliseconds of each revocation, separated by a space, joined with commas. Null without revocations. */
  readonly revoked: string | null;
  /** Only in a row with a change of roles. */
  readonly userId: string | null;
  readonly roles: unknown;
  readonly ageMs: number | null;
}

/**
 * @returns the result of a poll from its rows
 * @throws DatabaseUnavailableError when a replica has executed the poll
 */
export function toRevocationPoll(rows: readonly PollRow[]): RevocationPoll {
  const first = rows.find(({ now }) => now !== null);
  if (first?.isReplica === true) throw replicaError();
  return {
    databaseTime: first?.now ?? NaN,
    revoked: first?.revoked?.split(',').map(toRevokedSession) ?? [],
    roleChanges: rows.flatMap(({ userId, roles, ageMs }) =>
      userId === null || ageMs === null ? [] : [{ userId, roles: toRoles(roles), ageMs }],
    ),
  };
}

function toRevokedSession(text: string): RevokedSession {
  const [id = '', age] = text.split(' ');
  return { id, ageMs: Number(age) };
}
