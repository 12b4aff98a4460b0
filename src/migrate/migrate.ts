import { type Client, DatabaseError as PostgresError } from 'pg';
import { databaseReason, withConnection } from './connection.js';
import { MigrationError } from './migration-error.js';
import { type MigrationFile, readMigrationFiles } from './migration-files.js';
import { findConflict, findPending, readHistory, recordMigration } from './migration-history.js';

/**
 * The advisory lock that the Prisma CLI acquires, too, so that the app and the Prisma CLI never migrate at the same
 * time.
 */
const PRISMA_MIGRATE_LOCK = 72707369;
const LOCK_NOT_AVAILABLE = '55P03';
/** SQLSTATE feature_not_supported and undefined_function. They mean that the database has no advisory locks. */
const NO_ADVISORY_LOCKS = ['0A000', '42883'];

/** The database and the folder of the Prisma migrations. */
export interface MigrationTarget {
  connectionString: string;
  /** The folder of the Prisma migrations, which contains one subfolder for each migration. */
  migrationsDirectory: string;
}

/** Options of {@link migrate}. */
export interface MigrateOptions extends MigrationTarget {
  log: (message: string) => void;
  /** Time to wait for another process that migrates the database, in milliseconds. Default: 60,000. */
  lockTimeoutMs?: number;
}

/** The result of {@link migrate}. */
export interface MigrationResult {
  /** The names of the migrations applied by this call, in order. */
  applied: string[];
}

/**
 * Applies pending migrations. Each migration runs in one transaction, which also inserts its row into the migration
 * table of Prisma. Requires a direct connection, because a pooler in transaction mode cannot hold the lock. If the
 * database has no advisory locks, only one process may migrate at a time.
 *
 * @throws MigrationError when the history does not match the folder, a statement fails (its migration is rolled back),
 *   or the lock is not released in time
 */
export async function migrate(options: MigrateOptions): Promise<MigrationResult> {
  const { connectionString, migrationsDirectory, log, lockTimeoutMs = 60_000 } = options;
  const files = await readMigrationFiles(migrationsDirectory);
  return withConnection(connectionString, async (client) => {
    const before = await readHistory(client);
    if (findPending(files, before).length === 0 && !findConflict(files, before)) {
      return { applied: [] };
    }
    await acquireLock(client, lockTimeoutMs, log);
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
 * Returns the names of pending migrations. Acquires no lock, and ignores applied migrations of a newer version of the
 * app.
 */
export async function pendingMigrations(target: MigrationTarget): Promise<string[]> {
  const files = await readMigrationFiles(target.migrationsDirectory);
  const history = await withConnection(target.connectionString, readHistory);
  return findPending(files, history).map((file) => file.name);
}

async function acquireLock(
  client: Client,
  timeoutMs: number,
  log: (message: string) => void,
): Promise<void> {
  try {
    await client.query(
      `SET lock_timeout = ${timeoutMs}; SELECT pg_advisory_lock(${PRISMA_MIGRATE_LOCK}); RESET lock_timeout`,
    );
  } catch (cause) {
    const code = cause instanceof PostgresError ? (cause.code ?? '') : '';
    if (NO_ADVISORY_LOCKS.includes(code)) {
      log('The database has no advisory locks. Make sure that only one process migrates it.');
      return;
    }
    if (code !== LOCK_NOT_AVAILABLE) throw cause;
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
        'Fix its migration.sql or the data that causes the error, then start again.',
      { cause },
    );
  }
}

/**
 * Replaces BEGIN and COMMIT, which Prisma generates for changes of an enum, by spaces, so that positions in error
 * messages remain correct.
 */
function withoutOwnTransaction(sql: string): string {
  return sql.replaceAll(/^(?:BEGIN|COMMIT);(?=\r?$)/gm, (statement) =>
    ' '.repeat(statement.length),
  );
}

function line(file: MigrationFile, cause: unknown): string {
  if (!(cause instanceof PostgresError) || cause.position === undefined) return '';
  return `, line ${file.sql.slice(0, Number(cause.position) - 1).split('\n').length}`;
}
