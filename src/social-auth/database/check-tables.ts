import type { ConfigurationIssue } from '../core/errors.js';
import { checkColumns } from './check-columns.js';
import { checkForeignKey, checkUniqueKeys } from './check-constraints.js';
import { checkTriggers } from './check-triggers.js';
import { MODELS, type ModelDefinition, type ModelKey } from './models.js';
import { unquote, type Schema, type Table } from './schema.js';
import { FEATURE_KEY, type ColumnFacts, type TableFacts } from './table-facts.js';

const KEYS = Object.keys(MODELS) as ModelKey[];

/** Compares the tables of the database with the tables that the module needs. Returns an issue for each difference. */
export function checkTables(
  schema: Schema,
  rows: readonly TableFacts[],
  allowMissingTriggers: boolean,
): ConfigurationIssue[] {
  const facts = new Map(rows.map((row) => [row.key, row]));
  const user = facts.get('user');
  const session = facts.get('session');
  const missing = [...KEYS, 'user' as const].filter((key) => facts.get(key)?.exists !== true);
  if (missing.length > 0 || user === undefined || session === undefined) {
    const tables = missing.map((key) => (key === 'user' ? schema.user.names : schema[key]));
    return [missingTables(tables.map(({ table }): string => table))];
  }
  const userId = user.columns.find(({ name }) => name === unquote(schema.user.names.id));
  const issues = KEYS.flatMap((key) => {
    const table = facts.get(key);
    return table === undefined ? [] : checkTable(schema[key], MODELS[key], table, userId);
  });
  const missingTriggers = allowMissingTriggers ? [] : checkTriggers(schema, session, user);
  return [...issues, ...checkForeignKey(schema, session), ...missingTriggers];
}

/** Compares the table of an optional feature with its model. */
export function checkFeatureTable(
  schema: Schema,
  table: Table<string>,
  definition: ModelDefinition,
  rows: readonly TableFacts[],
): ConfigurationIssue[] {
  const facts = rows.find(({ key }) => key === FEATURE_KEY);
  const user = rows.find(({ key }) => key === 'user');
  if (facts?.exists !== true) return [missingTables([String(table.table)])];
  const userId = user?.columns.find(({ name }) => name === unquote(schema.user.names.id));
  return checkTable(table, definition, facts, userId);
}

function checkTable(
  table: Table<string>,
  definition: ModelDefinition,
  facts: TableFacts,
  userId: ColumnFacts | undefined,
): ConfigurationIssue[] {
  return [
    ...checkColumns(table, definition, facts, userId),
    ...checkUniqueKeys(table, definition, facts),
  ];
}

function missingTables(names: readonly string[]): ConfigurationIssue {
  const problem = `is connected to a database without the tables ${names.join(', ')}`;
  const fix = `Apply your migrations (npx prisma migrate dev, or deploy). If the tables are in another PostgreSQL schema, add @@schema to their models, or set the search_path of the connections.`;
  return { option: 'prisma', problem, fix };
}
