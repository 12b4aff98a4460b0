import { chmod, mkdir, readFile, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { hasCode, ignoreCodes } from './error-codes.js';
import { initCluster, removeAbandoned } from './init-cluster.js';
import {
  type PostgresBinaries,
  findPostgresPackage,
  providePostgresBinaries,
} from './postgres-binaries.js';
import { type SystemUser, canEnter, chooseSystemUser, isRoot } from './system-user.js';

/** A database cluster on disk, the system user that owns it, and the programs that run it. */
export interface EmbeddedCluster {
  /** The option `dataDirectory` of the caller, for error messages. */
  dataDirectory: string;
  /** Absolute path of the directory with the cluster, its password, log and socket. Mode 0700. */
  directory: string;
  /** The data directory of PostgreSQL (PGDATA). */
  pgData: string;
  /** Name of the superuser and of the database. */
  databaseName: string;
  password: string;
  user: SystemUser;
  binaries: PostgresBinaries;
}

/** Options of {@link openCluster}. */
export interface ClusterOptions {
  dataDirectory: string;
  /**
   * Used instead of `dataDirectory` if this process is root and the system user of PostgreSQL cannot enter
   * `dataDirectory`.
   */
  systemDirectory: string;
  databaseName: string;
  /** Whether a new cluster is flushed to disk before it is used. */
  durable: boolean;
  log: (message: string) => void;
}

/**
 * Opens the cluster in a data directory. Creates an empty cluster if there is none.
 *
 * @throws EmbeddedPostgresError when the cluster belongs to another user or cannot be created
 */
export async function openCluster(options: ClusterOptions): Promise<EmbeddedCluster> {
  try {
    return await findOrInitCluster(options);
  } catch (cause) {
    if (!hasCode(cause, 'EACCES', 'EPERM', 'EROFS')) throw cause;
    throw new EmbeddedPostgresError(
      'embedded_postgres_failed',
      `Cannot write the embedded PostgreSQL to ${options.dataDirectory} (${String(cause)}). ` +
        'Allow this user to write to that directory, or set DATABASE_URL.',
      { cause },
    );
  }
}

async function findOrInitCluster(options: ClusterOptions): Promise<EmbeddedCluster> {
  const { dataDirectory, databaseName, durable, log } = options;
  await mkdir(dataDirectory, { recursive: true });
  const path = join(await realpath(dataDirectory), 'database');
  const existing = await findDirectory(path, dataDirectory);
  const user = existing ? await ownerOf(existing, dataDirectory) : await chooseSystemUser();
  const parentDirectory = await chooseDataDirectory(dirname(path), options, user);
  if (existing && !(await canEnter(user, existing))) throw cannotEnterError(existing, user);
  await removeAbandoned(parentDirectory);
  const source = findPostgresPackage();
  const binaries = await providePostgresBinaries(source, parentDirectory, user, log);
  const directory =
    existing ??
    (await initCluster({ path, parentDirectory, databaseName, binaries, user, durable, log }));
  return {
    dataDirectory,
    directory,
    pgData: join(directory, 'cluster'),
    databaseName,
    password: await readFile(join(directory, 'password'), 'utf8'),
    user,
    binaries,
  };
}

/** Returns the real path of the cluster's directory, or undefined if it does not exist. */
async function findDirectory(path: string, dataDirectory: string): Promise<string | undefined> {
  const target = await realpath(path).catch(ignoreCodes('ENOENT'));
  if (target) return target;
  const names = await readdir(dirname(path));
  if (!names.includes(basename(path))) return undefined;
  throw new EmbeddedPostgresError(
    'embedded_postgres_failed',
    `The link ${path} points to a directory that does not exist. Restore that directory, or delete ` +
      `${dataDirectory} to start with an empty database.`,
  );
}

async function ownerOf(directory: string, dataDirectory: string): Promise<SystemUser> {
  const { uid, gid } = await stat(directory);
  if (isRoot() || uid === process.getuid?.()) return { uid, gid };
  throw new EmbeddedPostgresError(
    'embedded_postgres_failed',
    `The embedded PostgreSQL in ${dataDirectory} belongs to another user (uid ${uid}), for example ` +
      `because it was first started as root. Start as that user or as root, delete ${dataDirectory}, ` +
      'or set DATABASE_URL.',
  );
}

/** Returns a directory for a new cluster and for copied programs, which the system user of PostgreSQL can enter. */
async function chooseDataDirectory(
  dataDirectory: string,
  { systemDirectory, log }: ClusterOptions,
  user: SystemUser,
): Promise<string> {
  if (await canEnter(user, dataDirectory)) return dataDirectory;
  log(
    `The system user of PostgreSQL (uid ${user.uid}) cannot enter ${dataDirectory}. ` +
      `Using ${systemDirectory} instead.`,
  );
  const created = await mkdir(systemDirectory, { recursive: true });
  if (created) await chmod(systemDirectory, 0o755);
  if (await canEnter(user, systemDirectory)) return realpath(systemDirectory);
  throw cannotEnterError(systemDirectory, user);
}

function cannotEnterError(directory: string, { uid }: SystemUser): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'embedded_postgres_failed',
    `PostgreSQL does not run as root, and its system user (uid ${uid}) cannot enter ${directory}. ` +
      'Allow that user to enter it, start as another user than root, or set DATABASE_URL.',
  );
}
