import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { MigrationError } from './migration-error.js';
import type { MigrationFile } from './migration-files.js';

/** A row of the migration table that was not rolled back. */
export interface RecordedMigration {
  name: string;
  checksum: string;
  /** False while the migration is in progress, or after it failed. */
  finished: boolean;
}

/** Reads the table `_prisma_migrations`, or returns an empty history if it does not exist. */
export async function readHistory(client: Client): Promise<RecordedMigration[]> {
  const table = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  );
  if (!table.rows[0]?.exists) return [];
  const { rows } = await client.query<RecordedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

/** Returns the migrations in the folder that the history does not contain as finished, in order. */
export function findPending(files: MigrationFile[], history: RecordedMigration[]): MigrationFile[] {
  const finished = new Set(history.filter((row) => row.finished).map((row) => row.name));
  return files.filter((file) => !finished.has(file.name));
}

/** Returns an error if the folder and the history do not match. */
export function findConflict(
  files: MigrationFile[],
  history: RecordedMigration[],
): MigrationError | undefined {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const row of history) {
    const file = byName.get(row.name);
    if (!row.finished) return failedEarlier(row.name);
    if (!file) return missing(row.name);
    if (!file.equalChecksums.has(row.checksum)) return edited(row.name);
  }
  return undefined;
}

/**
 * Inserts the row of an applied migration in the same format as Prisma. Creates the table if necessary.
 *
 * Must run in the transaction of the migration, because the row contains `now()`, the start of the transaction, as the
 * start of the migration.
 */
export async function recordMigration(client: Client, file: MigrationFile): Promise<void> {
  await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
  )`);
  await client.query(
    `INSERT INTO _prisma_migrations
       (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), file.checksum, file.name],
  );
}

function failedEarlier(name: string): MigrationError {
  return new MigrationError(
    'migration_failed',
    `Migration ${name} failed earlier and may be half applied. Fix the database manually, then run ` +
      `"npx prisma migrate resolve --rolled-back ${name}" to apply it again, or with --applied to mark it as applied.`,
  );
}

function missing(name: string): MigrationError {
  return new MigrationError(
    'migration_missing',
    `Migration ${name} is applied in the database but missing from the folder: this code is older ` +
      'than its database. Restore the file, start the newer version, or use another database.',
  );
}

function edited(name: string): MigrationError {
  return new MigrationError(
    'migration_edited',
    `Migration ${name} was edited after it had been applied. Restore the original file, and make ` +
      'the change in a new migration.',
  );
}
