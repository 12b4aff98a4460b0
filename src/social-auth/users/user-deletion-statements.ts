import type { Schema } from '../database/schema.js';
import { deleteAfter, epochMs, milliseconds, NOW } from '../database/sql.js';
import { actor, IS_ALLOWED } from './user-statements.js';

/** The SQL of the deletion of users. */
export function userDeletionStatements(schema: Schema) {
  const { account, auditEvent: event, authorizationCode, revocation, session, user } = schema;
  const owned = [session, authorizationCode, account];
  const { names } = user;
  const due = deleteAfter(schema, 'u');
  return {
    /**
     * Foreign keys to the table $1 with NO ACTION or RESTRICT, except the foreign keys of the module's tables $2 (JSON).
     */
    listRestricting: {
      name: 'list references that restrict deletion',
      isIdempotent: true,
      text: `SELECT c.conrelid::regclass::text || '.' || quote_ident(a.attname) AS "reference"
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = to_regclass($1) AND c.confdeltype IN ('a', 'r')
          AND c.conparentid = 0 AND c.conrelid NOT IN (
            SELECT to_regclass(own) FROM jsonb_array_elements_text($2::jsonb) AS own WHERE to_regclass(own) IS NOT NULL)
        ORDER BY "reference" LIMIT 20`,
    },
    /** Locks the user $1, if the actor $2 has the role $3 or none is required. No session and no account is created meanwhile. */
    lock: {
      name: 'lock user',
      text: `WITH ${actor(schema)}, target AS MATERIALIZED (
          SELECT 1 FROM ${names.table} u WHERE u.${names.id} = $1 AND ${IS_ALLOWED} FOR UPDATE)
        SELECT ${IS_ALLOWED} AS "isAllowed", EXISTS (SELECT FROM target) AS "isFound"`,
    },
    /** Omits a user whom another instance is deleting. */
    lockDue: {
      name: 'lock user to delete',
      text: `SELECT 1 AS "found" FROM ${names.table} u
        WHERE u.${names.id} = $1 AND ${due} < clock_timestamp() FOR UPDATE SKIP LOCKED`,
    },
    /** Records the sessions for the revocation feed, as the trigger does when SQL deletes a user. */
    recordSessions: {
      name: 'record sessions of user to delete',
      text: `WITH active AS (
          SELECT s.${session.id} AS "id" FROM ${session.table} s
          WHERE s.${session.userId} = $1 AND s.${session.revokedAt} IS NULL
        ), recorded AS (
          INSERT INTO ${revocation.table} (${revocation.sessionId}, ${revocation.revokedAt})
          SELECT "id", clock_timestamp() FROM active
          ON CONFLICT (${revocation.sessionId}) DO NOTHING
        )
        SELECT "id" FROM active`,
    },
    /** Keeps the ids, so that an attack can be investigated after the attacker has deleted the user. */
    anonymizeEvents: {
      name: 'anonymize audit events',
      text: `UPDATE ${event.table} SET ${event.userAgent} = NULL
        WHERE ${event.userId} = $1 AND ${event.userAgent} IS NOT NULL`,
    },
    delete: {
      name: 'delete user',
      text: `WITH ${owned.map(({ table, userId }, index) => `owned${index} AS (DELETE FROM ${table} WHERE ${userId} = $1)`).join(', ')}
        DELETE FROM ${names.table} WHERE ${names.id} = $1`,
    },
    /** $2 is the grace period in milliseconds. Idempotent: keeps the time of an earlier request. */
    schedule: {
      name: 'schedule deletion of user',
      isIdempotent: true,
      text: `UPDATE ${names.table} AS u
        SET ${names.deleteAfter} = coalesce(${due}, clock_timestamp() + ${milliseconds('$2')})
        WHERE u.${names.id} = $1 RETURNING ${epochMs(due)} AS "deleteAfter"`,
    },
    cancel: {
      name: 'cancel deletion of user',
      text: `UPDATE ${names.table} AS u SET ${names.deleteAfter} = NULL
        WHERE u.${names.id} = $1 AND ${due} IS NOT NULL RETURNING 1 AS "found"`,
    },
    /**
     * At most $3 users. $1 and $2 are the time and the id of the last user of the previous batch, or null for the first
     * batch.
     */
    listDue: {
      name: 'list users to delete',
      isIdempotent: true,
      text: `SELECT u.${names.id}::text AS "id", ${due}::text AS "deleteAfter" FROM ${names.table} u
        WHERE ${due} < ${NOW}
          AND ($1::text IS NULL OR (${due}, u.${names.id}::text) > ($1::text::timestamptz, $2::text))
        ORDER BY ${due}, u.${names.id}::text LIMIT $3::int`,
    },
  };
}
