import { ConfigurationError } from '../core/errors.js';
import { checkTables } from './check-tables.js';
import type { Executor } from './database.js';
import { DatabaseUnavailableError } from './database-unavailable.error.js';
import { describeError } from './describe-error.js';
import { unquote, type Schema, type UserIdType } from './schema.js';
import { TABLE_FACTS, tableNames, type TableFacts } from './table-facts.js';

/**
 * Verifies with one query that the database has the tables, constraints and triggers that the module needs.
 *
 * @param allowMissingTriggers whether the database may lack the triggers
 * @returns the schema with what only the database contains: the type of user ids
 * @throws ConfigurationError with an issue for each difference
 * @throws when the database cannot be read within the time limit of a statement
 */
export async function verifyDatabase(
  database: Executor,
  schema: Schema,
  allowMissingTriggers = false,
): Promise<Schema> {
  const rows = await readFacts(database, schema);
  const issues = checkTables(schema, rows, allowMissingTriggers);
  if (issues.length > 0) throw new ConfigurationError(issues);
  return { ...schema, user: { ...schema.user, idType: readIdType(schema, rows) } };
}

function readIdType({ user }: Schema, rows: readonly TableFacts[]): UserIdType {
  const columns = rows.find(({ key }) => key === 'user')?.columns ?? [];
  const type = columns.find(({ name }) => name === unquote(user.names.id))?.type;
  return type === 'uuid' ? 'uuid' : user.idType;
}

async function readFacts(database: Executor, schema: Schema): Promise<TableFacts[]> {
  try {
    return await database.query<TableFacts>(TABLE_FACTS, [tableNames(schema)]);
  } catch (cause) {
    const reason = cause instanceof DatabaseUnavailableError ? (cause.cause ?? cause) : cause;
    throw new Error(`Cannot read the tables of the database: ${describeError(reason)}`, { cause });
  }
}
