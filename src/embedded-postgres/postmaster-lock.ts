import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { EmbeddedCluster } from './embedded-cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { ignoreCodes } from './error-codes.js';

/** The PostgreSQL server that has locked a cluster. */
interface LockOwner {
  postmasterPid: number;
  /** The process that started the server, if its command line is visible. */
  parentPid: number | undefined;
  isStopping: boolean;
}

/** Prefix of the setting `cluster_name`, which contains the id of the process that started the server. */
export const OWNER_MARK = 'embedded-postgres-';

/** Time within which a watchdog notices that its app was killed, in milliseconds. */
const WATCHDOG_TIMEOUT_MS = 1_500;
/** Time limit for the previous server to shut down, in milliseconds. */
const SHUTDOWN_TIMEOUT_MS = 20_000;

/**
 * Waits until no other server has locked the cluster. Waits longer if that server is stopping or the process that
 * started it was killed, because the lock is then released soon.
 *
 * @throws EmbeddedPostgresError `database_in_use`, with the id of the other process
 */
export async function waitForLock(
  cluster: EmbeddedCluster,
  log: (message: string) => void,
): Promise<void> {
  const startedAt = Date.now();
  for (let isFirst = true; ; isFirst = false) {
    const owner = await findLockOwner(cluster);
    if (!owner) return;
    const isOrphaned = owner.parentPid !== undefined && !isAlive(owner.parentPid);
    if (isOrphaned) stopOrphan(owner.postmasterPid);
    const isEnding = isOrphaned || owner.isStopping;
    if (Date.now() - startedAt > (isEnding ? SHUTDOWN_TIMEOUT_MS : WATCHDOG_TIMEOUT_MS)) {
      throw inUseError(owner, cluster.dataDirectory);
    }
    if (isFirst) log('Waiting for the previous PostgreSQL to stop.');
    await sleep(50);
  }
}

/** Stops a server without an app. Usually its watchdog does this, but the watchdog may have been killed as well. */
function stopOrphan(postmasterPid: number): void {
  if (isAlive(postmasterPid)) process.kill(postmasterPid, 'SIGINT');
}

/** Reads the lock file. Removes the file if the process with the id in it is not the server of this cluster. */
async function findLockOwner({
  pgData,
  directory,
}: EmbeddedCluster): Promise<LockOwner | undefined> {
  const lock = join(pgData, 'postmaster.pid');
  const lines = (await readFile(lock, 'utf8').catch(ignoreCodes('ENOENT')))?.split('\n');
  if (!lines) return undefined;
  const postmasterPid = Number(lines[0]);
  const command = isAlive(postmasterPid) ? await commandLine(postmasterPid) : undefined;
  const mark = new RegExp(`${OWNER_MARK}(\\d+)`).exec(command ?? '');
  const parentPid = Number(mark?.[1]) || undefined;
  const isStopping = lines[7]?.startsWith('stopping') ?? false;
  if (command?.includes(pgData)) return { postmasterPid, parentPid, isStopping };
  // The server may run in another container, where its process is not visible but its socket is.
  const socketDirectory = lines[1] === pgData ? lines[4] : directory;
  const socket = join(socketDirectory ?? directory, '.s.PGSQL.5432');
  if (await acceptsConnections(socket)) return { postmasterPid, parentPid, isStopping };
  if (command === undefined) return undefined;
  // The process is a zombie, or another program now has its id. The lock is removed, because PostgreSQL would refuse to
  // start.
  await Promise.all([lock, `${socket}.lock`].map((path) => rm(path, { force: true })));
  return undefined;
}

/** @returns the command line of a process. Empty for a zombie, and undefined if the process is not visible. */
async function commandLine(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
    return text?.replaceAll('\0', ' ');
  }
  const ps = promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]);
  return ps.then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function acceptsConnections(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function inUseError(
  { parentPid, postmasterPid }: LockOwner,
  dataDirectory: string,
): EmbeddedPostgresError {
  const pid = parentPid ?? postmasterPid;
  const owner = pid === process.pid ? 'this process' : `process ${pid}`;
  return new EmbeddedPostgresError(
    'database_in_use',
    `The embedded PostgreSQL in ${dataDirectory} is in use by ${owner}. ` +
      `Stop that process (PID ${pid}), or set DATABASE_URL to use another PostgreSQL.`,
  );
}
