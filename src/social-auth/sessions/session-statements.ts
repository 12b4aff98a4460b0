import type { Statement } from '../database/database.js';
import { deleteBatch } from '../database/delete-batch.js';
import type { Schema } from '../database/schema.js';
import { epochMs, IS_REPLICA, isEnabled, milliseconds, rolesOf, unnest } from '../database/sql.js';
import { isNewDevice } from './new-device.js';
import { REFRESH_GRACE_PERIOD_MS } from './refresh-grace-period.js';

/** Maximum number of sessions in a list. */
const MAX_LISTED = 100;

/** Sessions are kept for this long after they expire or are revoked. */
const EXPIRED_RETENTION = "interval '1 day'";
const REVOKED_RETENTION = "interval '30 days'";

const GRACE_PERIOD = `interval '${REFRESH_GRACE_PERIOD_MS} ms'`;

/**
 * The SQL that creates, rotates, reads and deletes sessions.
 *
 * Every time is that of the database's clock when the row is written, because the clocks of instances may differ and a
 * statement may have waited for a lock.
 */
export function sessionStatements(schema: Schema) {
  const { session, user, account } = schema;
  const users = user.names;

  const isActive = (alias: string, idleTimeout: string) =>
    `${alias}.${session.revokedAt} IS NULL AND ${alias}.${session.expiresAt} > clock_timestamp()
      AND ${alias}.${session.refreshedAt} > clock_timestamp() - ${milliseconds(idleTimeout)}`;

  const generationOf = (
    roles: string,
  ) => `s.${session.id} AS "sessionId", s.${session.userId}::text AS "userId",
    ${roles} AS "roles", s.${session.clientId} AS "clientId",
    s.${session.generation} AS "generation", ${epochMs(`s.${session.createdAt}`)} AS "createdAt",
    ${epochMs(`s.${session.refreshedAt}`)} AS "refreshedAt",
    ${epochMs(`s.${session.expiresAt}`)} AS "expiresAt"`;

  /** The columns of `Session`. For a new column in the list of sessions, also change `http/views/session-view.ts`. */
  const sessionOf = `s.${session.id} AS "id", s.${session.userId}::text AS "userId",
    s.${session.provider} AS "provider", s.${session.clientId} AS "clientId",
    s.${session.userAgent} AS "userAgent", ${epochMs(`s.${session.createdAt}`)} AS "createdAt",
    ${epochMs(`s.${session.refreshedAt}`)} AS "refreshedAt"`;

  /**
   * @param input the sessions to create
   * @param isOwner whether the user `u` is the one that the session is for
   * @param wait `SKIP LOCKED` omits users and accounts that another transaction has locked
   */
  const create = (input: string, isOwner: string, wait = '') => `WITH owner AS (
        SELECT input.*, u.${users.id} AS "id", ${rolesOf(schema, 'u')} AS "roles", clock_timestamp() AS "now"
        FROM ${input} JOIN ${account.table} a ON a.${account.id} = input."accountId"
          JOIN ${users.table} u ON u.${users.id} = a.${account.userId}
        WHERE ${isOwner} AND ${isEnabled(schema, 'u')}
        FOR SHARE OF u ${wait} FOR KEY SHARE OF a ${wait}
      ), created AS (
        INSERT INTO ${session.table} AS s (${session.id}, ${session.userId}, ${session.accountId},
          ${session.provider}, ${session.mode}, ${session.clientId}, ${session.userAgent},
          ${session.generation}, ${session.previousGeneration}, ${session.createdAt},
          ${session.refreshedAt}, ${session.expiresAt})
        SELECT "sessionId", "id", "accountId", "provider", "mode", "clientId", "userAgent", 1, 0, "now", "now",
          "now" + ${milliseconds('$9')}
        FROM owner
        ON CONFLICT (${session.id}) DO NOTHING
        RETURNING *
      )
      SELECT ${generationOf('owner."roles"')}, ${isNewDevice(schema)} AS "isNewDevice", owner."position"::int AS "position"
      FROM created s JOIN owner ON owner."sessionId" = s.${session.id}`;

  const currentOf = `${generationOf(rolesOf(schema, 'u'))}, s.${session.previousGeneration} AS "previousGeneration",
        s.${session.refreshedAt} > clock_timestamp() - ${GRACE_PERIOD} AS "isWithinGracePeriod", ${IS_REPLICA} AS "isReplica"`;

  const isUsable = `${isActive('s', '$2')} AND ${isEnabled(schema, 'u')}`;

  const storedSessionOf = `${sessionOf}, ${epochMs(`s.${session.expiresAt}`)} AS "expiresAt",
        ${epochMs(`s.${session.revokedAt}`)} AS "revokedAt"`;

  /** @param locked selects and locks the sessions to rotate, each with the generation that its refresh token names */
  const rotate = (locked: string) => `WITH locked AS MATERIALIZED (
        ${locked}
      )
      UPDATE ${session.table} s SET ${session.generation} = s.${session.generation} + 1,
        ${session.previousGeneration} = locked."generation", ${session.refreshedAt} = clock_timestamp()
      FROM locked, ${users.table} u
      WHERE s.${session.id} = locked."id" AND ${isActive('s', '$3')}
        AND (s.${session.generation} = locked."generation"
          OR (s.${session.previousGeneration} = locked."generation" AND $4
            AND s.${session.refreshedAt} <= clock_timestamp() - ${GRACE_PERIOD}))
        AND u.${users.id} = s.${session.userId} AND ${isEnabled(schema, 'u')}
      RETURNING ${generationOf(rolesOf(schema, 'u'))}, locked."generation" AS "presented",
        locked."position"::int AS "position"`;

  return {
    /** $1 id, $2 user, $3 account, $4 provider, $5 mode, $6 client, $7 user agent, $8 previous session, $9 maximum age in ms. */
    create: statement(
      'create session',
      create(
        `(VALUES ($1::uuid, $3::uuid, $4, $5, $6, $7, $8::uuid, 1))
          AS input("sessionId", "accountId", "provider", "mode", "clientId", "userAgent", "previousId", "position")`,
        `u.${users.id} = $2`,
      ),
    ),

    /**
     * Creates several sessions; $1 to $8 are arrays. Omits a session whose user or account another transaction has locked.
     */
    createMany: statement(
      'create sessions',
      create(
        `(SELECT DISTINCT ON ("sessionId") *
          FROM ${unnest('text[]::uuid[]', 'text[]', 'text[]::uuid[]', 'text[]', 'text[]', 'text[]', 'text[]', 'text[]::uuid[]')}
            WITH ORDINALITY AS session("sessionId", "userId", "accountId", "provider",
            "mode", "clientId", "userAgent", "previousId", "position")
        ) AS input`,
        `u.${users.id}::text = input."userId"`,
        'SKIP LOCKED',
      ),
    ),

    /**
     * Replaces the current refresh token if its generation is $2. If $4 is true, also replaces it if the old token is $2,
     * the grace period is over, and the current token has never been presented (the response with the current token was
     * probably lost). Idempotent, because a retry finds $2 as the old token within the grace period. The row is locked
     * first, so that its time is the time of the write, even if the statement had to wait. The subquery spares partitioned
     * tables a new plan for each execution, as `unnest` does.
     */
    rotate: idempotent(
      'rotate session',
      rotate(
        `SELECT s.${session.id} AS "id", $2::int AS "generation", 1 AS "position" FROM ${session.table} s
        WHERE s.${session.id} = (SELECT $1::uuid) FOR NO KEY UPDATE`,
      ),
    ),

    /**
     * Rotates several sessions; $1 and $2 are arrays. Omits sessions that another transaction has locked, so that they do
     * not delay the others.
     */
    rotateMany: idempotent(
      'rotate sessions',
      rotate(
        `SELECT s.${session.id} AS "id", presented."generation", presented."position" FROM ${session.table} s
        JOIN ${unnest('text[]::uuid[]', 'int[]')} WITH ORDINALITY AS presented("id", "generation", "position")
          ON presented."id" = s.${session.id}
        ORDER BY s.${session.id} FOR NO KEY UPDATE OF s SKIP LOCKED`,
      ),
    ),

    /**
     * Records that the current refresh token ($2 is its generation) has been presented, so that the old one cannot recover
     * the session any more.
     */
    confirm: statement(
      'confirm refresh token',
      `UPDATE ${session.table} s SET ${session.previousGeneration} = s.${session.generation}
      WHERE s.${session.id} = $1 AND s.${session.generation} = $2
        AND s.${session.previousGeneration} <> s.${session.generation}
        AND s.${session.refreshedAt} <= clock_timestamp() - ${GRACE_PERIOD}
      RETURNING 1`,
    ),

    /**
     * The current generation of an active session of an enabled user, and whether the old refresh token is still within its
     * grace period. $2 is the idle timeout in ms.
     */
    generation: idempotent(
      'find session generation',
      `SELECT ${currentOf} FROM ${session.table} s JOIN ${users.table} u ON u.${users.id} = s.${session.userId}
      WHERE s.${session.id} = $1 AND ${isUsable}`,
    ),

    /** The current generations of several sessions; $1 is an array of ids. */
    generations: idempotent(
      'find session generations',
      `SELECT ${currentOf}, wanted."position"::int AS "position"
      FROM ${unnest('text[]::uuid[]')} WITH ORDINALITY AS wanted("id", "position")
        JOIN ${session.table} s ON s.${session.id} = wanted."id"
        JOIN ${users.table} u ON u.${users.id} = s.${session.userId}
      WHERE ${isUsable}`,
    ),

    /** Whether a session is active, and why it was revoked. */
    inactiveReason: idempotent(
      'find inactive reason',
      `SELECT COALESCE(s.${session.revocationReason},
        CASE WHEN s.${session.revokedAt} IS NULL THEN 'expired' ELSE 'unknown' END) AS "reason",
        ${isActive('s', '$2')} AS "isActive"
      FROM ${session.table} s WHERE s.${session.id} = $1`,
    ),

    /** Active or not. */
    find: idempotent(
      'find session',
      `SELECT ${storedSessionOf} FROM ${session.table} s WHERE s.${session.id} = $1`,
    ),

    findActive: idempotent(
      'find active session',
      `SELECT ${sessionOf} FROM ${session.table} s WHERE s.${session.id} = $1 AND ${isActive('s', '$2')}`,
    ),

    /**
     * The session $3 comes first, so that the limit never omits it. $3 is null if no session of the user is to come first.
     */
    listActive: idempotent(
      'list active sessions',
      `SELECT ${sessionOf} FROM ${session.table} s
      WHERE s.${session.userId} = $1 AND ${isActive('s', '$2')}
      ORDER BY s.${session.id} = $3 DESC, s.${session.refreshedAt} DESC
      LIMIT ${MAX_LISTED + 1}`,
    ),

    countActive: statement(
      'count active sessions',
      `SELECT count(*)::int AS "count" FROM ${session.table} s
      WHERE s.${session.userId} = $1 AND ${isActive('s', '$2')}`,
    ),

    /** At most $3 sessions, active or not. $2 is the last id of the previous page, or null for the first page. */
    exportPage: idempotent(
      'export sessions',
      `SELECT ${storedSessionOf}
      FROM ${session.table} s WHERE s.${session.userId} = $1 AND ($2::text IS NULL OR s.${session.id} > $2::text::uuid)
      ORDER BY s.${session.id} LIMIT $3::int`,
    ),

    deleteExpired: deleteBatch('delete expired sessions', session, session.id, [
      { column: session.expiresAt, retention: EXPIRED_RETENTION },
      { column: session.revokedAt, retention: REVOKED_RETENTION },
    ]),
  };
}

const statement = (name: string, text: string): Statement => ({ name, text });

const idempotent = (name: string, text: string): Statement => ({ name, text, isIdempotent: true });
