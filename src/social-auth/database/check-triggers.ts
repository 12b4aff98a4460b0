import type { ConfigurationIssue } from '../core/errors.js';
import { MODELS, type ModelKey } from './models.js';
import { quote, type Schema, type Table } from './schema.js';
import type { TableFacts } from './table-facts.js';
import { triggers } from './triggers.js';

/**
 * Checks the triggers of the module.
 *
 * Without them, no request would fail. But a session that Prisma or SQL revokes, and roles that they remove, would stay
 * valid until the access token expires, and accounts of deleted users would remain. So a missing trigger is an error and
 * not a warning.
 */
export function checkTriggers(
  schema: Schema,
  session: TableFacts,
  user: TableFacts,
): ConfigurationIssue[] {
  const missing = triggers(schema).filter(
    ({ model, name }) => !(model === 'user' ? user : session).triggers.includes(name),
  );
  if (missing.length === 0) return [];
  const names = missing.map(({ name }) => name).join(', ');
  const source = hasDefaultNames(schema)
    ? 'the file node_modules/nestjs-social-auth/prisma/social-auth.sql'
    : 'the output of "npx nestjs-social-auth sql" for your names (see its --help)';
  const problem = `is connected to a database without the triggers ${names}`;
  const fix = `Create an empty migration (npx prisma migrate dev --create-only --name social_auth_triggers), append ${source} to it, and apply it.`;
  return [{ option: 'prisma', problem, fix }];
}

/** Whether the names are those in `prisma/social-auth.sql`. */
function hasDefaultNames(schema: Schema): boolean {
  const keys = Object.keys(MODELS) as ModelKey[];
  const isDefault = (table: Table<string>, name: string, fields: readonly string[]) =>
    table.table === quote(name) && fields.every((field) => table[field] === quote(field));
  const { names, fields } = schema.user;
  return (
    keys.every((key) =>
      isDefault(schema[key], MODELS[key].name, Object.keys(MODELS[key].fields)),
    ) &&
    isDefault(names, 'User', ['id', 'disabledAt', 'roles']) &&
    fields.disabledAt !== undefined &&
    fields.roles !== undefined
  );
}
