import type { ConfigurationIssue } from '../core/errors.js';
import type { ModelDefinition } from './models.js';
import { unquote, type Schema, type Table } from './schema.js';
import type { TableFacts } from './table-facts.js';

/** Checks the unique indexes, which statements with ON CONFLICT need. */
export function checkUniqueKeys(
  table: Table<string>,
  { fields, unique = [] }: ModelDefinition,
  { uniqueKeys }: TableFacts,
): ConfigurationIssue[] {
  const single = Object.entries(fields)
    .filter(([, definition]) => /@(id|unique)\b/.test(definition))
    .map(([field, definition]) => ({ fields: [field], line: `${field} ${definition}` }));
  const wanted =
    unique.length === 0
      ? single
      : [...single, { fields: unique, line: `@@unique([${unique.join(', ')}])` }];
  return wanted.flatMap(({ fields: indexed, line }) => {
    const columns = indexed.map((field) => unquote(table[field] ?? '')).toSorted();
    if (uniqueKeys.some((each) => each.join() === columns.join())) return [];
    const problem = `has a model ${table.model} whose table has no unique index on ${indexed.join(' and ')}`;
    const fix = `The model needs this line, and a migration: ${line}`;
    return [{ option: 'prisma', problem, fix }];
  });
}

/**
 * Checks the foreign key that sets the account of a session to null when the account is unlinked. The null shows the module
 * which sessions to revoke.
 */
export function checkForeignKey(
  { session, account }: Schema,
  { references }: TableFacts,
): ConfigurationIssue[] {
  const isSetToNull = references.some(
    ({ column, target, onDelete }) =>
      column === unquote(session.accountId) && target === 'account' && onDelete === 'n',
  );
  if (isSetToNull) return [];
  const problem = `has a model ${session.model} without a relation that sets accountId to null when the account is deleted`;
  const line = `account ${account.model}? @relation(fields: [accountId], references: [id], onDelete: SetNull)`;
  const fix = `The model needs this line, and a migration: ${line}`;
  return [{ option: 'prisma', problem, fix }];
}
