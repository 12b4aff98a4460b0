import type { ModelField, ModelKey, UserField } from './models.js';
import type { RuntimeModel } from './prisma-client.js';

/**
 * The names of a table and its columns, quoted for SQL.
 *
 * @publicApi
 */
export type Table<Column extends string> = { readonly [C in Column | 'table']: string } & {
  /** Name of the model in the Prisma schema. */
  readonly model: string;
  /** The PostgreSQL schema of the table with a dot, or nothing when the search path decides. */
  readonly schemaPrefix: string;
};

/** The kind of the ids of users in the database. */
export type UserIdType = 'uuid' | 'integer' | 'text';

/** The app's user model: its table, and which of the optional fields it has. */
export interface UserModel {
  readonly names: Table<UserField>;
  /** Field names in the Prisma schema, by the module's names. Fields that the model does not have are absent. */
  readonly fields: { readonly id: string } & { readonly [F in UserField]?: string };
  /** The kind of ids. Text, unless the database has been read. */
  readonly idType: UserIdType;
  /** Prisma's type of each field, such as `Int` or `DateTime`. */
  readonly types: { readonly [F in UserField]?: string };
}

/** Tables and columns as they are named in the app's database. */
export type Schema = { readonly [K in ModelKey]: Table<ModelField<K> & string> } & {
  readonly user: UserModel;
};

/** Injection token of the {@link Schema}. */
export const SCHEMA = Symbol('nestjs-social-auth schema');

/**
 * Returns the quoted names of a table.
 *
 * @param columns quoted names of its columns
 * @param model name of the model in the Prisma schema
 */
export function toTable<Column extends string>(
  columns: Readonly<Record<string, string>>,
  { dbName, schema }: RuntimeModel,
  model: string,
): Table<Column> {
  const schemaPrefix = schema ? `${quote(schema)}.` : '';
  const table = `${schemaPrefix}${quote(dbName ?? model)}`;
  return { ...columns, table, model, schemaPrefix } as Table<Column>;
}

/** @returns the name as a quoted SQL identifier. */
export const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** @returns the name that a quoted SQL identifier contains. */
export const unquote = (identifier: string) => identifier.slice(1, -1).replaceAll('""', '"');
