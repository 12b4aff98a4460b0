import type { ConfigurationIssue } from '../core/errors.js';
import { isUserReference, typeOf, withUserIdType, type ModelDefinition } from './models.js';
import { unquote, type Table } from './schema.js';
import type { ColumnFacts, TableFacts } from './table-facts.js';

/** The PostgreSQL type of each Prisma type, for fields without a native type. */
const TYPES: Readonly<Record<string, string>> = {
  Boolean: 'bool',
  Int: 'int4',
  Json: 'jsonb',
  DateTime: 'timestamptz',
};

/**
 * Compares the columns of a table with the fields that the module needs.
 *
 * @param userId the id column of the users, whose ids other tables contain
 */
export function checkColumns(
  table: Table<string>,
  model: ModelDefinition,
  { columns }: TableFacts,
  userId: ColumnFacts | undefined,
): ConfigurationIssue[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const issues = Object.keys(model.fields).flatMap((field) => {
    const name = unquote(table[field] ?? '');
    const column = byName.get(name);
    byName.delete(name);
    return column === undefined
      ? [missingColumn(table, field)]
      : checkColumn(table, model, field, column, userId);
  });
  return [...issues, ...[...byName.values()].flatMap((column) => checkExtra(table, column))];
}

function missingColumn(table: Table<string>, field: string): ConfigurationIssue {
  const problem = `is connected to a database whose table ${table.table} has no column ${table[field]}`;
  const fix = 'Apply your migrations: npx prisma migrate dev, or npx prisma migrate deploy.';
  return { option: 'prisma', problem, fix };
}

function checkColumn(
  table: Table<string>,
  model: ModelDefinition,
  field: string,
  column: ColumnFacts,
  userId: ColumnFacts | undefined,
): ConfigurationIssue[] {
  const definition = model.fields[field] ?? '';
  const isReference = isUserReference(field, model);
  const isMatch = isReference ? hasSameType(column, userId) : hasType(column, definition, field);
  if (isMatch && !(column.isRequired && definition.includes('?'))) return [];
  const type = `${column.type}${column.isRequired ? ' NOT NULL' : ''}`;
  const problem = `has a field ${table.model}.${field} whose column has the type ${type}`;
  const line = isReference ? userIdDefinition(definition, userId) : definition;
  const fix = `Define it as follows, and create a migration: ${field} ${line}`;
  return [{ option: 'prisma', problem, fix }];
}

function hasType({ type, category }: ColumnFacts, definition: string, field: string): boolean {
  if (definition.includes('@db.Uuid')) return type === 'uuid';
  const expected = TYPES[typeOf(definition)];
  if (expected !== undefined) return type === expected;
  return category === 'S' || (category === 'E' && field === 'mode');
}

function hasSameType(column: ColumnFacts, userId: ColumnFacts | undefined): boolean {
  return column.type === userId?.type || (column.category === 'S' && userId?.category === 'S');
}

/** Returns the definition of a field that references a user, with the type of the id column of the users. */
function userIdDefinition(definition: string, userId: ColumnFacts | undefined): string {
  if (userId?.type === 'uuid') return definition;
  const types: Readonly<Record<string, string>> = { int4: 'Int', int8: 'BigInt' };
  return withUserIdType(definition, types[userId?.type ?? ''] ?? 'String');
}

/** Permits a column that the app has added to a table of the module, unless each INSERT must set this column. */
function checkExtra(
  table: Table<string>,
  { name, isRequired, hasDefault }: ColumnFacts,
): ConfigurationIssue[] {
  if (!isRequired || hasDefault) return [];
  const problem = `has a model ${table.model} with the required column "${name}", which the module does not set`;
  const fix = 'Make its field optional, or give it a default in the database (@default).';
  return [{ option: 'prisma', problem, fix }];
}
