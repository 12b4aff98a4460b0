import type { Schema } from '../database/schema.js';
import { userProfileColumns } from './user-statements.js';

/** Number of users on a page. Part of the statements, so that PostgreSQL plans for few rows. */
export const USERS_PER_PAGE = 50;

/** Maximum number of users with an id, a subject or an email address. */
const MAX_EXACT = 10;

/** The fields whose values can start with the text that is searched for. */
const SEARCHED_FIELDS = ['email', 'name'] as const;

export type SearchedField = (typeof SEARCHED_FIELDS)[number];

/** Returns the searched fields that the app's model has. */
export function searchedFields({ user }: Schema): SearchedField[] {
  return SEARCHED_FIELDS.filter((field) => user.fields[field] !== undefined);
}

/**
 * Returns the indexed expression of a field. In the collation "C" a prefix is a range, and the order is the same in every
 * database.
 *
 * @param prefix the alias of the table with a dot, or nothing
 */
export function searchKey({ user }: Schema, field: SearchedField, prefix: string): string {
  return `lower(${prefix}${user.names[field]}) COLLATE "C"`;
}

/** The SQL of the search. Every statement reads a range of an index, and at most one page of it. */
export function userSearchStatements(schema: Schema) {
  const { user, account } = schema;
  const { id, table } = user.names;
  const columns = userProfileColumns(schema, 'u');
  const newest = (condition: string) =>
    `SELECT NULL AS "key", ${columns} FROM ${table} u ${condition}
      ORDER BY u.${id} DESC LIMIT ${USERS_PER_PAGE + 1}`;

  return {
    /** Newest first if ids are ordered by time, such as UUIDv7 or numbers. */
    first: { name: 'list users', isIdempotent: true, text: newest('') },
    /** $1 is the last id of the previous page. */
    next: {
      name: 'list more users',
      isIdempotent: true,
      text: newest(`WHERE u.${id} < $1`),
    },
    search: prefixSearch(schema, false),
    searchMore: prefixSearch(schema, true),
    /** $1 and $2 are the bounds of the ids. */
    byId: {
      name: 'find users by id',
      isIdempotent: true,
      text: `SELECT ${columns} FROM ${table} u WHERE u.${id} BETWEEN $1 AND $2
        ORDER BY u.${id} LIMIT ${MAX_EXACT}`,
    },
    /** $1 is a JSON array of providers, $2 a subject. */
    bySubject: {
      name: 'find users by subject',
      isIdempotent: true,
      text: `SELECT ${columns} FROM ${account.table} a JOIN ${table} u ON u.${id} = a.${account.userId}
        WHERE a.${account.provider} = ANY (ARRAY(SELECT jsonb_array_elements_text($1::jsonb)))
          AND a.${account.subject} = $2 LIMIT ${MAX_EXACT}`,
    },
    byEmail:
      user.fields.email === undefined
        ? undefined
        : {
            name: 'find users by email',
            isIdempotent: true,
            text: `SELECT ${columns} FROM ${table} u
              WHERE ${searchKey(schema, 'email', 'u.')} = lower($1::text) COLLATE "C"
              ORDER BY u.${id} LIMIT ${MAX_EXACT}`,
          },
  };
}

/**
 * Merges a range of each index, ordered by the values that match. $1 is the text, and $2 its upper bound. $3 and $4 are the
 * value and the id with which the previous page ends.
 */
function prefixSearch(schema: Schema, isContinued: boolean) {
  const { id, table } = schema.user.names;
  const limit = `LIMIT ${USERS_PER_PAGE + 1}`;
  const branches = searchedFields(schema).map((field) => {
    const key = searchKey(schema, field, 'u.');
    const after = isContinued ? `AND (${key}, u.${id}) > ($3::text, $4)` : '';
    return `(SELECT ${key} AS "key", u.${id} AS "order", ${userProfileColumns(schema, 'u')} FROM ${table} u
      WHERE ${key} >= lower($1::text) AND ${key} < lower($2::text) ${after}
      ORDER BY ${key}, u.${id} ${limit})`;
  });
  if (branches.length === 0) return undefined;
  return {
    name: isContinued ? 'search more users' : 'search users',
    isIdempotent: true,
    text: `SELECT m."key", m."id", m."name", m."email", m."emailVerified", m."picture", m."roles", m."isDisabled"
      FROM (${branches.join(' UNION ALL ')}) m ORDER BY m."key" COLLATE "C", m."order" ${limit}`,
  };
}
