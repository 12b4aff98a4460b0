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
import { type PostgresBinaries, UNFINISHED } from './postgres-binaries.js';
import { type SystemUser, runAs } from './system-user.js';

/** The superuser of an embedded PostgreSQL, and the name of its database. */
export const DATABASE_NAME = 'social_auth';

/** What {@link initCluster} needs to know. */
export interface ClusterPlan {
  /** The path by which the database is found later. */
  entry: string;
  /** The folder it is made in; when that is not the entry's own, the entry becomes a link. */
  place: string;
  programs: PostgresBinaries;
  user: SystemUser;
  /** Whether it is forced to disk before it is used. */
  durable: boolean;
  log: (message: string) => void;
}

const ABANDONED_AFTER_MS = 10 * 60_000;

/**
 * Makes an empty database and returns its real path: in a folder beside and then renamed, so that a
 * crash leaves nothing half made; of two processes at once the second uses the first one's.
 */
export async function initCluster(plan: ClusterPlan): Promise<string> {
  const { entry, place, log } = plan;
  const unfinished = await mkdtemp(join(place, UNFINISHED));
  try {
    await initialise(unfinished, plan);
    const won = await (place === dirname(entry)
      ? moveTo(entry, unfinished)
      : pointTo(unfinished, entry));
    if (won) log(`Made an empty database in ${await realpath(entry)}`);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return realpath(entry);
}

async function moveTo(entry: string, unfinished: string): Promise<boolean> {
  return unlessTaken(rename(unfinished, entry));
}

/** The link comes last: it is what makes the database. */
async function pointTo(unfinished: string, entry: string): Promise<boolean> {
  const target = unfinished.replace(UNFINISHED, 'database-');
  await rename(unfinished, target);
  const won = await unlessTaken(symlink(target, entry));
  if (!won) await rm(target, { recursive: true, force: true });
  return won;
}

async function unlessTaken(step: Promise<void>): Promise<boolean> {
  try {
    await step;
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOTEMPTY', 'ENOTDIR')) return false;
    throw error;
  }
}

async function initialise(
  directory: string,
  { programs, user, durable }: ClusterPlan,
): Promise<void> {
  const password = join(directory, 'password');
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await Promise.all([directory, password].map((path) => chown(path, user.uid, user.gid)));
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin'];
  const login = [`--username=${DATABASE_NAME}`, `--pwfile=${password}`, '--auth=scram-sha-256'];
  const speed = ['--no-instructions', '--wal-segsize=4', ...(durable ? [] : ['--no-sync'])];
  const cluster = join(directory, 'cluster');
  const args = ['-D', cluster, ...locale, '--builtin-locale=C.UTF-8', ...login, ...speed];
  await runAs(user, programs.initdb, args, directory).catch((cause: unknown) => {
    throw new EmbeddedPostgresError(
      'embedded_postgres_failed',
      `The embedded PostgreSQL could not make its database: ${words(cause)}. Mend that, or set DATABASE_URL.`,
      { cause },
    );
  });
}

function words(cause: unknown): string {
  if (cause instanceof Error && 'stderr' in cause) return String(cause.stderr).trim();
  return String(cause);
}

/** Removes what an initialisation or copy that was killed has left behind, once it is old. */
export async function removeUnfinished(place: string): Promise<void> {
  const names = (await readdir(place)).filter((name) => name.startsWith(UNFINISHED));
  for (const path of names.map((name) => join(place, name))) {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs < ABANDONED_AFTER_MS) continue;
    await rm(path, { recursive: true, force: true });
  }
}
