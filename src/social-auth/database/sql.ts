import type { Schema } from './schema.js';

/**
 * A timestamp as milliseconds since 1970.
 *
 * Numbers do not depend on the time zone of the database session, unlike the text that Prisma's adapter parses.
 */
export const epochMs = (timestamp: string) => `(extract(epoch FROM ${timestamp}) * 1000)::float8`;

/** Returns an interval for a parameter in milliseconds. */
export const milliseconds = (parameter: string) => `(${parameter}::float8 * interval '1 ms')`;

/** The roles of a user as JSON: an array, a single role, or null when the model has no such field. */
export const rolesOf = ({ user }: Schema, alias: string) =>
  user.fields.roles === undefined ? `NULL::jsonb` : `to_jsonb(${alias}.${user.names.roles})`;

/** Whether a user may sign in: always, when the model has no field for it. */
export const isEnabled = ({ user }: Schema, alias: string) =>
  user.fields.disabledAt === undefined ? 'true' : `${alias}.${user.names.disabledAt} IS NULL`;

/** The roles of a row that {@link rolesOf} selected. */
export function toRoles(roles: unknown): string[] {
  if (Array.isArray(roles)) return roles.filter((role) => typeof role === 'string');
  return typeof roles === 'string' ? [roles] : [];
}

/** Returns a timestamp for a parameter in milliseconds since 1970. */
export const timestamp = (parameter: string) => `to_timestamp(${parameter}::float8 / 1000)`;

/** The name of a quoted column as a string literal. */
export const literal = (column: string) =>
  `'${column.slice(1, -1).replaceAll('""', '"').replaceAll("'", "''")}'`;
