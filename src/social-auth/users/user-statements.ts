import type { Schema } from '../database/schema.js';
import { deleteAfter, epochMs, isDisabled, isEnabled, literal, rolesOf } from '../database/sql.js';
import type { RequiredRole } from './user.js';

/**
 * Selects the profile fields of a user; null (and not verified) for fields that the app's model does not have.
 *
 * @param prefix prepended to the names of the result, such as `user` in `userName`
 */
export function userColumns({ user }: Schema, alias: string, prefix = ''): string {
  const as = (field: string) =>
    `"${prefix === '' ? field : prefix + field.charAt(0).toUpperCase() + field.slice(1)}"`;
  const text = (field: 'name' | 'email' | 'picture') =>
    user.fields[field] === undefined ? 'NULL::text' : `${alias}.${user.names[field]}`;
  const { emailVerified } = user.names;
  // A boolean, or the time of the verification.
  const isVerified =
    user.fields.emailVerified === undefined
      ? 'false'
      : user.types.emailVerified === 'Boolean'
        ? `${alias}.${emailVerified}`
        : `${alias}.${emailVerified} IS NOT NULL`;
  return `${text('name')} AS ${as('name')}, ${text('email')} AS ${as('email')},
    ${isVerified} AS ${as('emailVerified')}, ${text('picture')} AS ${as('picture')}`;
}

/** Selects the fields of a `UserRow`. */
export function userProfileColumns(schema: Schema, alias: string): string {
  return `${alias}.${schema.user.names.id}::text AS "id", ${userColumns(schema, alias)},
    ${rolesOf(schema, alias)} AS "roles", ${isDisabled(schema, alias)} AS "isDisabled",
    ${epochMs(deleteAfter(schema, alias))} AS "deleteAfter"`;
}

/** The SQL of the user store. */
export function userStatements(schema: Schema) {
  const { names } = schema.user;
  return {
    find: {
      name: 'find user',
      isIdempotent: true,
      text: `SELECT ${userProfileColumns(schema, 'u')} FROM ${names.table} u WHERE u.${names.id} = $1`,
    },
    hasRole: {
      name: 'find role of user',
      isIdempotent: true,
      text: `SELECT 1 AS "found" FROM ${names.table} u WHERE u.${names.id} = $1 AND ${hasRole(schema, '$2')}`,
    },
    disable: administer(
      schema,
      'disable user',
      `UPDATE ${names.table} AS target SET ${names.disabledAt} = coalesce(${names.disabledAt}, clock_timestamp())`,
    ),
    enable: administer(
      schema,
      'enable user',
      `UPDATE ${names.table} AS target SET ${names.disabledAt} = NULL`,
    ),
    setRoles: setRoles(schema),
  };
}

/** Whether the user `u` is enabled and has a role. */
function hasRole(schema: Schema, role: string): string {
  return `${isEnabled(schema, 'u')} AND ${rolesOf(schema, 'u')} @> to_jsonb(${role}::text)`;
}

/**
 * Locks the actor $2, who needs the role $3 unless it is null. If two administrators act on each other at once, only one
 * succeeds, because one of the statements waits for the other, or is repeated after the deadlock, and no longer finds the
 * role.
 */
export function actor(schema: Schema): string {
  const { names } = schema.user;
  return `actor AS MATERIALIZED (
      SELECT 1 FROM ${names.table} u WHERE u.${names.id} = $2 AND ${hasRole(schema, '$3')} FOR SHARE)`;
}

/**
 * Returns the values $1, $2 and $3 of a change of a user by {@link actor}. Without a required role, everyone may make the
 * change.
 */
export const changeValues = (userId: string, required?: RequiredRole): (string | null)[] => [
  userId,
  required?.actorId ?? null,
  required?.role ?? null,
];

/** Whether {@link actor} has the required role. */
export const IS_ALLOWED = '($3::text IS NULL OR EXISTS (SELECT FROM actor))';

/** @param change a statement without WHERE that changes the user $1 as `target` */
function administer(schema: Schema, name: string, change: string) {
  return {
    name,
    text: `WITH ${actor(schema)}, changed AS (
        ${change} WHERE target.${schema.user.names.id} = $1 AND ${IS_ALLOWED} RETURNING 1)
      SELECT ${IS_ALLOWED} AS "isAllowed", EXISTS (SELECT FROM changed) AS "isFound"`,
  };
}

/**
 * Records the change for the revocation feed, as the trigger does for changes by SQL.
 *
 * $4 is a JSON array. jsonb_populate_record casts the array to the type of the column: text or an enum, a single value or a
 * list.
 */
function setRoles(schema: Schema) {
  const { names, fields } = schema.user;
  if (fields.roles === undefined) return undefined;
  const { roleChange } = schema;
  const value = `CASE WHEN pg_typeof(target.${names.roles})::text LIKE '%[]' THEN $4::jsonb ELSE $4::jsonb->0 END`;
  const record = `jsonb_populate_record(NULL::${names.table}, jsonb_build_object(${literal(names.roles)}, ${value}))`;
  return {
    name: 'set roles of user',
    text: `WITH ${actor(schema)}, before AS MATERIALIZED (
        SELECT u.${names.id} AS "id", ${rolesOf(schema, 'u')} AS "roles"
        FROM ${names.table} u WHERE u.${names.id} = $1 AND ${IS_ALLOWED} FOR NO KEY UPDATE
      ), changed AS (
        UPDATE ${names.table} AS target SET ${names.roles} = (${record}).${names.roles}
        FROM before WHERE target.${names.id} = before."id"
        RETURNING target.${names.id} AS "id", true AS "isFound", before."roles" AS "before",
          to_jsonb(target.${names.roles}) AS "after"
      ), recorded AS (
        INSERT INTO ${roleChange.table} (${roleChange.userId}, ${roleChange.roles}, ${roleChange.changedAt})
        SELECT changed."id", coalesce(changed."after", '[]'), clock_timestamp() FROM changed
        WHERE changed."before" IS DISTINCT FROM changed."after"
        ON CONFLICT (${roleChange.userId}) DO UPDATE
        SET ${roleChange.roles} = excluded.${roleChange.roles}, ${roleChange.changedAt} = excluded.${roleChange.changedAt})
      SELECT ${IS_ALLOWED} AS "isAllowed", coalesce(changed."isFound", false) AS "isFound",
        changed."before", changed."after"
      FROM (SELECT 1) AS one LEFT JOIN changed ON true`,
  };
}
