import { chmod, mkdir, readFile, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { hasCode, ignoreCodes } from './error-codes.js';
import { initCluster, removeUnfinished } from './init-cluster.js';
import {
  type PostgresBinaries,
  findPostgresPackage,
  providePostgresBinaries,
} from './postgres-binaries.js';
import { type SystemUser, canEnter, chooseSystemUser, isRoot } from './system-user.js';

/** Where an embedded database lives, as whom, and the programs that run it. */
export interface EmbeddedCluster {
  /** What the caller asked for; error messages name it. */
  dataDirectory: string;
  /** The real path of the database's folder, 0700: the cluster, the password, the log, the socket. */
  directory: string;
  cluster: string;
  password: string;
  user: SystemUser;
  programs: PostgresBinaries;
}

/** Where to look for, or make, an embedded database. */
export interface ClusterOptions {
  dataDirectory: string;
  /** Used by root alone, when the other user cannot enter `dataDirectory`. */
  systemDirectory: string;
  /** Whether a new database is forced to disk before it is used. */
  durable: boolean;
  log: (message: string) => void;
}

/**
 * Finds the database of a data directory, or makes an empty one.
 * Throws a EmbeddedPostgresError when it belongs to another user or cannot be made.
 */
export async function openCluster(options: ClusterOptions): Promise<EmbeddedCluster> {
  try {
    return await findOrMakeHome(options);
  } catch (cause) {
    if (!hasCode(cause, 'EACCES', 'EPERM', 'EROFS')) throw cause;
    throw new EmbeddedPostgresError(
      'embedded_postgres_failed',
      `The embedded database cannot be kept in ${options.dataDirectory} (${String(cause)}): give this ` +
        'user that folder, or set DATABASE_URL.',
      { cause },
    );
  }
}

async function findOrMakeHome(options: ClusterOptions): Promise<EmbeddedCluster> {
  const { dataDirectory, durable, log } = options;
  await mkdir(dataDirectory, { recursive: true });
  const entry = join(await realpath(dataDirectory), 'database');
  const found = await findDirectory(entry, dataDirectory);
  const user = found ? await ownerOf(found, dataDirectory) : await chooseSystemUser();
  const place = await choosePlace(dirname(entry), options, user);
  if (found && !(await canEnter(user, found))) throw cannotEnter(found, user);
  await removeUnfinished(place);
  const programs = await providePostgresBinaries(findPostgresPackage(), place, user, log);
  const directory = found ?? (await initCluster({ entry, place, programs, user, durable, log }));
  const password = await readFile(join(directory, 'password'), 'utf8');
  return {
    dataDirectory,
    directory,
    cluster: join(directory, 'cluster'),
    password,
    user,
    programs,
  };
}

async function findDirectory(entry: string, dataDirectory: string): Promise<string | undefined> {
  const target = await realpath(entry).catch(ignoreCodes('ENOENT'));
  if (target) return target;
  const names = await readdir(dirname(entry));
  if (!names.includes(basename(entry))) return undefined;
  throw new EmbeddedPostgresError(
    'embedded_postgres_failed',
    `The database that ${entry} points to is gone: put it back, or delete ${dataDirectory} to begin ` +
      'with an empty one.',
  );
}

async function ownerOf(directory: string, dataDirectory: string): Promise<SystemUser> {
  const { uid, gid } = await stat(directory);
  if (isRoot() || uid === process.getuid?.()) return { uid, gid };
  throw new EmbeddedPostgresError(
    'embedded_postgres_failed',
    `The database in ${dataDirectory} belongs to another user (uid ${uid}), as when it was first ` +
      `started as root: start as that user or root, delete ${dataDirectory}, or set DATABASE_URL.`,
  );
}

/** The folder for the database and programs: the data directory, unless the user cannot enter it. */
async function choosePlace(
  dataDirectory: string,
  { systemDirectory, log }: ClusterOptions,
  user: SystemUser,
): Promise<string> {
  if (await canEnter(user, dataDirectory)) return dataDirectory;
  log(`The user that PostgreSQL runs as may not enter ${dataDirectory}: using ${systemDirectory}`);
  const created = await mkdir(systemDirectory, { recursive: true });
  if (created) await chmod(systemDirectory, 0o755);
  if (await canEnter(user, systemDirectory)) return realpath(systemDirectory);
  throw cannotEnter(systemDirectory, user);
}

function cannotEnter(directory: string, { uid }: SystemUser): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'embedded_postgres_failed',
    `PostgreSQL refuses to run as root, and the user it runs as instead (uid ${uid}) may not enter ` +
      `${directory}: allow it, start as an ordinary user, or set DATABASE_URL.`,
  );
}
