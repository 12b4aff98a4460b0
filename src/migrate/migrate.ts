import { type Client, DatabaseError as PostgresError } from 'pg';
import { databaseReason, withConnection } from './connection.js';
import { MigrationError } from './migration-error.js';
import { type MigrationFile, readMigrationFiles } from './migration-files.js';
import { findConflict, findPending, readHistory, recordMigration } from './migration-history.js';

/** The lock that the Prisma CLI takes too, so that the two never run at once. */
const PRISMA_MIGRATE_LOCK = 72707369;
const LOCK_NOT_AVAILABLE = '55P03';

/** Which database, and which folder of Prisma migrations. */
export interface MigrationTarget {
  connectionString: string;
  /** Prisma's folder: one subfolder with a migration.sql for each migration. */
  migrationsDirectory: string;
}

/** Options of {@link migrate}. */
export interface MigrateOptions extends MigrationTarget {
  log: (message: string) => void;
  /** How long to wait for another runner or the Prisma CLI, in milliseconds. Default 60,000. */
  lockTimeoutMs?: number;
}

/** What {@link migrate} did. */
export interface MigrationResult {
  /** The names of the migrations applied by this call, in order; empty when all were applied. */
  applied: string[];
}

/**
 * Applies the migrations that the database lacks, each in one transaction together with its row in
 * Prisma's own bookkeeping. Costs two small queries when there is nothing to do. Needs a direct connection:
 * a pooler in transaction mode cannot hold the lock.
 *
 * Throws a MigrationError, and leaves the failing migration without a trace, when the history does
 * not fit the folder, a statement fails, or the lock is not free in time.
 */
export async function migrate(options: MigrateOptions): Promise<MigrationResult> {
  const { connectionString, migrationsDirectory, log, lockTimeoutMs = 60_000 } = options;
  const files = await readMigrationFiles(migrationsDirectory);
  return withConnection(connectionString, async (client) => {
    const before = await readHistory(client);
    if (findPending(files, before).length === 0 && !findConflict(files, before)) {
      return { applied: [] };
    }
    await takeLock(client, lockTimeoutMs);
    const history = await readHistory(client);
    const conflict = findConflict(files, history);
    if (conflict) throw conflict;
    const applied: string[] = [];
    for (const file of findPending(files, history)) {
      await apply(client, file);
      applied.push(file.name);
      log(`Applied the migration ${file.name}`);
    }
    return { applied };
  });
}

/**
 * The names of the migrations that the database lacks. Only reads, takes no lock, and says nothing
 * about migrations that a newer version has applied.
 */
export async function pendingMigrations(target: MigrationTarget): Promise<string[]> {
  const files = await readMigrationFiles(target.migrationsDirectory);
  const history = await withConnection(target.connectionString, readHistory);
  return findPending(files, history).map((file) => file.name);
}

async function takeLock(client: Client, timeoutMs: number): Promise<void> {
  try {
    await client.query(
      `SET lock_timeout = ${timeoutMs}; SELECT pg_advisory_lock(${PRISMA_MIGRATE_LOCK}); RESET lock_timeout`,
    );
  } catch (cause) {
    if (!(cause instanceof PostgresError) || cause.code !== LOCK_NOT_AVAILABLE) throw cause;
    throw new MigrationError(
      'migration_locked',
      `Another process has been migrating this database for more than ${timeoutMs / 1000} s. ` +
        'Wait for it or end it, then start again.',
      { cause },
    );
  }
}

async function apply(client: Client, file: MigrationFile): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(withoutOwnTransaction(file.sql));
    await recordMigration(client, file);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new MigrationError(
      'migration_failed',
      `Migration ${file.name} failed and was rolled back: ${databaseReason(cause)}${line(file, cause)}. ` +
        'Mend its migration.sql or the data it stumbles over, then start again.',
      { cause },
    );
  }
}

/** Prisma wraps changes of an enum in BEGIN and COMMIT; inside our transaction they are blanked. */
function withoutOwnTransaction(sql: string): string {
  return sql.replaceAll(/^(?:BEGIN|COMMIT);(?=\r?$)/gm, (statement) =>
    ' '.repeat(statement.length),
  );
}

function line(file: MigrationFile, cause: unknown): string {
  if (!(cause instanceof PostgresError) || cause.position === undefined) return '';
  return `, line ${file.sql.slice(0, Number(cause.position) - 1).split('\n').length}`;
}
