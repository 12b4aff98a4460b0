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

/** The SQL of the user service. */
export function userStatements(schema: Schema) {
  const { names } = schema.user;
  return {
    find: {
      name: 'find user',
      isIdempotent: true,
      text: `SELECT u.${names.id}::text AS "id", ${userColumns(schema, 'u')}, ${rolesOf(schema, 'u')} AS "roles",
          NOT (${isEnabled(schema, 'u')}) AS "isDisabled"
        FROM ${names.table} u WHERE u.${names.id} = $1`,
    },
    disable: {
      name: 'disable user',
      text: `UPDATE ${names.table} SET ${names.disabledAt} = coalesce(${names.disabledAt}, clock_timestamp())
        WHERE ${names.id} = $1 RETURNING 1 AS "found"`,
    },
    enable: {
      name: 'enable user',
      text: `UPDATE ${names.table} SET ${names.disabledAt} = NULL WHERE ${names.id} = $1 RETURNING 1 AS "found"`,
    },
    delete: {
      name: 'delete user',
      text: `DELETE FROM ${names.table} WHERE ${names.id} = $1 RETURNING 1 AS "found"`,
    },
  };
}
