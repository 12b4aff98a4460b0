import type { Schema } from '../database/schema.js';
import { isEnabled, rolesOf } from '../database/sql.js';

/**
 * Selects the profile fields of a user; null (and not verified) for fields that the app's model does not have.
 *
 * @param prefix prepended to the names of the result, such as `user` in `userName`
 */
export function userColumns({ user }: Schema, alias: string, prefix = ''): string {
  const as = (field: string) =>
    `"${prefix === '' ? field : prefix + field.charAt(0).toUpperCase() + field.slice(1)}"`;
  const text = (field: 'name' | 'email' | 'picture') =>
    user.fields[field] === undefined ? 'NULL::text' : `${alias}.${user.table[field]}`;
  const { emailVerified } = user.table;
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

/** The SQL of the user service. */
export function userStatements(schema: Schema) {
  const { table } = schema.user;
  return {
    find: {
      name: 'find user',
      isIdempotent: true,
      text: `SELECT u.${table.id}::text AS "id", ${userColumns(schema, 'u')}, ${rolesOf(schema, 'u')} AS "roles",
          NOT (${isEnabled(schema, 'u')}) AS "isDisabled"
        FROM ${table} u WHERE u.${table.id} = $1`,
    },
    disable: {
      name: 'disable user',
      text: `UPDATE ${table} SET ${table.disabledAt} = coalesce(${table.disabledAt}, clock_timestamp())
        WHERE ${table.id} = $1 RETURNING 1 AS "found"`,
    },
    enable: {
      name: 'enable user',
      text: `UPDATE ${table} SET ${table.disabledAt} = NULL WHERE ${table.id} = $1 RETURNING 1 AS "found"`,
    },
    delete: {
      name: 'delete user',
      text: `DELETE FROM ${table} WHERE ${table.id} = $1 RETURNING 1 AS "found"`,
    },
  };
}
