import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MigrationError } from './migration-error.js';

/** A migration in the folder, which is the file `<name>/migration.sql`. */
export interface MigrationFile {
  name: string;
  sql: string;
  /** The SHA-256 hash of the file, in lower-case hex, as stored in the history. */
  checksum: string;
  /** The checksums of the file with each kind of line ending, because line endings can differ between checkouts. */
  equalChecksums: ReadonlySet<string>;
}

/**
 * Reads all migrations of a folder, sorted by name.
 *
 * @throws MigrationError `migration_missing` when a subfolder has no migration.sql
 */
export async function readMigrationFiles(directory: string): Promise<MigrationFile[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.toSorted().map((name) => readMigrationFile(directory, name)));
}

async function readMigrationFile(directory: string, name: string): Promise<MigrationFile> {
  const path = join(directory, name, 'migration.sql');
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new MigrationError(
      'migration_missing',
      `Migration ${name} has no readable file. Restore ${path}, or delete its folder.`,
      { cause },
    );
  });
  const sql = bytes.toString('utf8');
  const unix = sql.replaceAll('\r\n', '\n');
  const checksum = sha256(bytes);
  const equalChecksums = new Set([checksum, sha256(unix), sha256(unix.replaceAll('\n', '\r\n'))]);
  return { name, sql, checksum, equalChecksums };
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
