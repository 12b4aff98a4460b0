import { randomBytes } from 'node:crypto';
import {
  chown,
  mkdtemp,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { hasCode } from './error-codes.js';
import { type PostgresBinaries, TEMPORARY_PREFIX } from './postgres-binaries.js';
import { type SystemUser, runAs } from './system-user.js';

/** Options of {@link initCluster}. */
export interface InitOptions {
  /** Path of the cluster. If its parent directory is not `parentDirectory`, the path becomes a link to the cluster. */
  path: string;
  parentDirectory: string;
  databaseName: string;
  binaries: PostgresBinaries;
  user: SystemUser;
  /** Whether the cluster is flushed to disk before it is used. */
  durable: boolean;
  log: (message: string) => void;
}

/**
 * Age in milliseconds after which an incomplete directory is removed, because the process that created it was probably
 * killed.
 */
const ABANDONED_AFTER_MS = 10 * 60_000;

/**
 * Creates an empty cluster in a temporary directory and then renames the directory, so that a crash leaves no
 * incomplete cluster. If two processes create a cluster at the same time, both use the one that is complete first.
 *
 * @returns the real path of the cluster's directory
 * @throws EmbeddedPostgresError when initdb fails
 */
export async function initCluster(options: InitOptions): Promise<string> {
  const { path, parentDirectory, log } = options;
  const temporary = await mkdtemp(join(parentDirectory, TEMPORARY_PREFIX));
  try {
    await runInitdb(temporary, options);
    const isFirst = await (parentDirectory === dirname(path)
      ? unlessExists(rename(temporary, path))
      : renameAndLink(temporary, path));
    if (isFirst) log(`Created an empty database in ${await realpath(path)}`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return realpath(path);
}

/**
 * Moves the cluster to its final directory. Creates the link last, because a link means that the cluster is complete.
 */
async function renameAndLink(temporary: string, path: string): Promise<boolean> {
  const target = temporary.replace(TEMPORARY_PREFIX, 'database-');
  await rename(temporary, target);
  const isFirst = await unlessExists(symlink(target, path));
  if (!isFirst) await rm(target, { recursive: true, force: true });
  return isFirst;
}

/** @returns false when the target of the operation already exists. */
async function unlessExists(operation: Promise<void>): Promise<boolean> {
  try {
    await operation;
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOTEMPTY', 'ENOTDIR')) return false;
    throw error;
  }
}

async function runInitdb(
  directory: string,
  { binaries, databaseName, user, durable }: InitOptions,
): Promise<void> {
  const password = join(directory, 'password');
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await Promise.all([directory, password].map((path) => chown(path, user.uid, user.gid)));
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin'];
  const login = [`--username=${databaseName}`, `--pwfile=${password}`, '--auth=scram-sha-256'];
  const speed = ['--no-instructions', '--wal-segsize=4', ...(durable ? [] : ['--no-sync'])];
  const pgData = join(directory, 'cluster');
  const args = ['-D', pgData, ...locale, '--builtin-locale=C.UTF-8', ...login, ...speed];
  await runAs(user, binaries.initdb, args, directory).catch((cause: unknown) => {
    throw new EmbeddedPostgresError(
      'embedded_postgres_failed',
      `Cannot create the database of the embedded PostgreSQL: ${stderrOf(cause)}. Fix the cause, or set DATABASE_URL.`,
      { cause },
    );
  });
}

function stderrOf(error: unknown): string {
  if (error instanceof Error && 'stderr' in error) return String(error.stderr).trim();
  return String(error);
}

/** Removes the temporary directories of processes that were killed. */
export async function removeAbandoned(parentDirectory: string): Promise<void> {
  const names = (await readdir(parentDirectory)).filter((name) =>
    name.startsWith(TEMPORARY_PREFIX),
  );
  for (const path of names.map((name) => join(parentDirectory, name))) {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs < ABANDONED_AFTER_MS) continue;
    await rm(path, { recursive: true, force: true });
  }
}
