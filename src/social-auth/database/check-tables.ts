import type { ConfigurationIssue } from '../core/errors.js';
import { checkColumns } from './check-columns.js';
import { checkForeignKey, checkUniqueKeys } from './check-constraints.js';
import { checkTriggers } from './check-triggers.js';
import { MODELS, type ModelKey } from './models.js';
import type { Schema } from './schema.js';
import type { TableFacts } from './table-facts.js';

const KEYS = Object.keys(MODELS) as ModelKey[];

/** Compares the tables of the database with those that the module needs. Returns an issue for each difference. */
export function checkTables(schema: Schema, rows: readonly TableFacts[]): ConfigurationIssue[] {
  const facts = new Map(rows.map((row) => [row.key, row]));
  const user = facts.get('user');
  const session = facts.get('session');
  const missing = [...KEYS, 'user' as const].filter((key) => facts.get(key)?.exists !== true);
  if (missing.length > 0 || user === undefined || session === undefined) {
    const names = missing.map((key) => (key === 'user' ? schema.user.names : schema[key]).table);
    const problem = `is connected to a database without the tables ${names.join(', ')}`;
    const fix = `Apply your migrations (npx prisma migrate dev, or deploy). If the tables are in another PostgreSQL schema, add @@schema to their models, or set the search_path of the connections.`;
    return [{ option: 'prisma', problem, fix }];
  }
  const issues = KEYS.flatMap((key) => {
    const table = facts.get(key);
    return table === undefined
      ? []
      : [...checkColumns(schema, key, table, user), ...checkUniqueKeys(schema[key], key, table)];
  });
  return [...issues, ...checkForeignKey(schema, session), ...checkTriggers(schema, session, user)];
}
