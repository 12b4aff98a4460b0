import { unquote, type Schema } from './schema.js';

/**
 * A timestamp as milliseconds since 1970.
 *
 * Numbers do not depend on the time zone of the database session, unlike the text that Prisma's adapter parses.
 *
 * @publicApi
 */
export const epochMs = (timestamp: string) => `(extract(epoch FROM ${timestamp}) * 1000)::float8`;

/**
 * Returns an interval for a parameter in milliseconds.
 *
 * @publicApi
 */
export const milliseconds = (parameter: string) => `(${parameter}::float8 * interval '1 ms')`;

/**
 * Whether the server is a replica, whose data may be out of date. Null before PostgreSQL 14, and in databases without such
 * replicas.
 */
export const IS_REPLICA = `(current_setting('in_hot_standby', true) = 'on')`;

/** The roles of a user as JSON: an array, a single role, or null when the model has no such field. */
export const rolesOf = ({ user }: Schema, alias: string) =>
  user.fields.roles === undefined ? `NULL::jsonb` : `to_jsonb(${alias}.${user.names.roles})`;

/** Whether a user may sign in: neither disabled nor scheduled for deletion. Always true if the model has no such fields. */
export const isEnabled = (schema: Schema, alias: string) =>
  `(NOT ${isDisabled(schema, alias)} AND ${deleteAfter(schema, alias)} IS NULL)`;

/** Whether an administrator has disabled a user. */
export const isDisabled = ({ user }: Schema, alias: string) =>
  user.fields.disabledAt === undefined
    ? 'false'
    : `(${alias}.${user.names.disabledAt} IS NOT NULL)`;

/** The time after which a user is deleted, or null. */
export const deleteAfter = ({ user }: Schema, alias: string) =>
  user.fields.deleteAfter === undefined
    ? 'NULL::timestamptz'
    : `${alias}.${user.names.deleteAfter}`;

/** The roles of a row that {@link rolesOf} selected. */
export function toRoles(roles: unknown): string[] {
  if (Array.isArray(roles)) return roles.filter((role) => typeof role === 'string');
  return typeof roles === 'string' ? [roles] : [];
}

/**
 * Returns a timestamp for a parameter in milliseconds since 1970.
 *
 * @publicApi
 */
export const timestamp = (parameter: string) => `to_timestamp(${parameter}::float8 / 1000)`;

/**
 * The current time of the database, for a comparison that an index can serve. PostgreSQL does not use an index for a comparison
 * with `clock_timestamp()` itself, because that function returns another time for each row.
 */
export const NOW = '(SELECT clock_timestamp())';

/**
 * Returns the rows of the arrays $1, $2 and so on, each with its type.
 *
 * The subqueries hide the arrays from the planner. With arrays it plans a prepared statement again for each execution, because
 * it expects fewer rows than for unknown ones, and that takes several times as long as a refresh.
 */
export const unnest = (...types: readonly string[]) =>
  `unnest(${types.map((type, index) => `(SELECT $${index + 1}::${type})`).join(', ')})`;

/** The name of a quoted column as a string literal. */
export const literal = (column: string) => `'${unquote(column).replaceAll("'", "''")}'`;
