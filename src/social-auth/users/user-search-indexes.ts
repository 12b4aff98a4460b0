import { ConfigurationError, type ConfigurationIssue } from '../core/errors.js';
import type { Statement } from '../database/database.js';
import type { ModelNames, UserFieldNames } from '../database/models.js';
import type { PrismaClientLike } from '../database/prisma-client.js';
import { resolveSchema } from '../database/resolve-schema.js';
import { quote, unquote, type Schema } from '../database/schema.js';
import { searchedFields, searchKey, type SearchedField } from './user-search-statements.js';

/** The first two columns of an index, as PostgreSQL describes them. */
export interface IndexFacts {
  /** The expression, such as `lower(email)`. */
  readonly expression: string;
  readonly collation: string | null;
  readonly second: string | null;
}

/** Describes the indexes of the table $1 that contain all rows. */
export const INDEX_FACTS: Statement = {
  name: 'describe user indexes',
  isIdempotent: true,
  text: `SELECT pg_get_indexdef(i.indexrelid, 1, true) AS "expression",
      (SELECT c.collname FROM pg_collation c WHERE c.oid = i.indcollation[0]) AS "collation",
      pg_get_indexdef(i.indexrelid, 2, true) AS "second"
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
    WHERE i.indrelid = to_regclass($1)::oid AND i.indisvalid AND i.indpred IS NULL AND m.amname = 'btree'`,
};

/**
 * Returns the SQL that creates the indexes of {@link UserSearch}, which a Prisma schema cannot express. It can be applied
 * repeatedly.
 *
 * @param prisma the app's Prisma client; it is not connected
 * @throws ConfigurationError when the client lacks a model or a field that the module needs
 * @publicApi
 */
export function userSearchSql(
  prisma: PrismaClientLike,
  {
    models,
    userFields,
  }: { readonly models?: ModelNames; readonly userFields?: UserFieldNames } = {},
): string {
  const schema = resolveSchema(prisma, models, userFields);
  return searchedFields(schema)
    .map((field) => `${createIndex(schema, field)}\n`)
    .join('');
}

/**
 * Checks that the search needs no scan of the table.
 *
 * @throws ConfigurationError with the statement that creates each missing index
 */
export function checkSearchIndexes(schema: Schema, indexes: readonly IndexFacts[]): void {
  const { names } = schema.user;
  const issues: ConfigurationIssue[] = searchedFields(schema)
    .filter((field) => !indexes.some((index) => isSearchIndex(schema, field, index)))
    .map((field) => ({
      option: 'prisma',
      problem: `is connected to a database whose table ${names.table} has no index for the search by ${field}`,
      fix: `Append this statement to a migration: ${createIndex(schema, field)}`,
    }));
  if (issues.length > 0) throw new ConfigurationError(issues);
}

function isSearchIndex(schema: Schema, field: SearchedField, index: IndexFacts): boolean {
  const { names } = schema.user;
  const column = unquote(names[field]);
  const indexed = /^lower\(\(?"?(.+?)"?\)?(?:::text)?\)$/.exec(index.expression)?.[1];
  const second = index.second ?? '';
  const isById = second === names.id || second === unquote(names.id);
  return indexed?.replaceAll('""', '"') === column && index.collation === 'C' && isById;
}

function createIndex(schema: Schema, field: SearchedField): string {
  const { names } = schema.user;
  const name = quote(`${names.model}_${field}_search_idx`);
  return `CREATE INDEX IF NOT EXISTS ${name} ON ${names.table} ((${searchKey(schema, field, '')}), ${names.id});`;
}
