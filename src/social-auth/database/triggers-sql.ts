import type { ModelNames, UserFieldNames } from './models.js';
import type { PrismaClientLike } from './prisma-client.js';
import { resolveSchema } from './resolve-schema.js';
import type { Schema } from './schema.js';
import { triggers, type Trigger } from './triggers.js';

/**
 * Options of {@link triggersSql}. Pass the same values as to `SocialAuthModule.forRoot()`.
 *
 * @publicApi
 */
export interface TriggersSqlOptions {
  /** Names of the models. Default: the names that the module documents. */
  readonly models?: ModelNames;
  /** Names of the fields of the user model. Default: the names that the module documents. */
  readonly userFields?: UserFieldNames;
}

/**
 * Returns the SQL that belongs to the module's tables and that a Prisma schema cannot express: triggers, and the fill
 * factor of the sessions. Append it to the migration that creates the tables. It can be applied repeatedly.
 *
 * Requires PostgreSQL 14 or newer. With the default names it equals the file `prisma/social-auth.sql` of the package.
 *
 * @param prisma the app's Prisma client; it is not connected
 * @throws ConfigurationError when the client lacks a model or a field that the module needs
 * @publicApi
 */
export function triggersSql(prisma: PrismaClientLike, options: TriggersSqlOptions = {}): string {
  const schema = resolveSchema(prisma, options.models, options.userFields);
  const statements = triggers(schema).map((trigger) => createTrigger(schema, trigger));
  return [HEADER, fillFactor(schema), ...statements].join('\n\n') + '\n';
}

const HEADER = `-- SQL of nestjs-social-auth that a Prisma schema cannot express. It can be applied repeatedly.
-- The triggers record revoked sessions and changed roles for every instance, however they change, and delete what belongs
-- to a deleted user.`;

const fillFactor = ({ session }: Schema) =>
  `-- Each refresh updates the row of its session. With free space in its page no index changes. The partitions of a
-- partitioned table have fill factors of their own.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = '${session.table.replaceAll("'", "''")}'::regclass) THEN
    ALTER TABLE ${session.table} SET (fillfactor = 85);
  END IF;
END;
$$;`;

/** Functions are created in the PostgreSQL schema of the sessions, next to the tables that they use. */
function createTrigger(
  { session, user }: Schema,
  { name, model, event, scope, body }: Trigger,
): string {
  const { table } = model === 'user' ? user.names : session;
  const routine = `${session.schemaPrefix}${name}()`;
  return `CREATE OR REPLACE FUNCTION ${routine} RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
${body}
  RETURN NULL;
END;
$$;

CREATE OR REPLACE TRIGGER ${name}
${event} ON ${table}
${scope}
EXECUTE FUNCTION ${routine};`;
}
