import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { ignoreCodes } from './error-codes.js';
import type { EmbeddedCluster } from './embedded-cluster.js';

/** A PostgreSQL that has the cluster open already. */
interface Holder {
  postmaster: number;
  /** The process that started it, where that can be seen. */
  app: number | undefined;
  stopping: boolean;
}

/** How PostgreSQL's command line names the process that started it. */
export const APP_MARK = 'nestjs-social-auth-';

/** A predecessor that was killed needs a moment until its PostgreSQL notices. */
const NOTICE_MS = 1_500;
const SHUTDOWN_MS = 20_000;

/**
 * Waits until no other PostgreSQL has the cluster open: at once when there is none, some seconds
 * for one that is stopping or whose app was killed.
 * Throws a EmbeddedPostgresError that names the other process when it goes on.
 */
export async function waitForLock(
  home: EmbeddedCluster,
  log: (message: string) => void,
): Promise<void> {
  const began = Date.now();
  for (let waited = false; ; waited = true) {
    const holder = await findHolder(home);
    if (!holder) return;
    const orphan = holder.app !== undefined && !isAlive(holder.app);
    if (orphan) stopOrphan(holder.postmaster);
    const ending = orphan || holder.stopping;
    if (Date.now() - began > (ending ? SHUTDOWN_MS : NOTICE_MS)) {
      throw inUse(holder, home.dataDirectory);
    }
    if (!waited) log('Waiting for the previous PostgreSQL to stop');
    await sleep(50);
  }
}

/** Its watchdog does the same, unless that was killed too. */
function stopOrphan(postmaster: number): void {
  if (isAlive(postmaster)) process.kill(postmaster, 'SIGINT');
}

async function findHolder({ cluster, directory }: EmbeddedCluster): Promise<Holder | undefined> {
  const lock = join(cluster, 'postmaster.pid');
  const lines = (await readFile(lock, 'utf8').catch(ignoreCodes('ENOENT')))?.split('\n');
  if (!lines) return undefined;
  const postmaster = Number(lines[0]);
  const command = isAlive(postmaster) ? await commandLine(postmaster) : undefined;
  const app = Number(new RegExp(`${APP_MARK}(\\d+)`).exec(command ?? '')?.[1]) || undefined;
  const stopping = lines[7]?.startsWith('stopping') ?? false;
  if (command?.includes(cluster)) return { postmaster, app, stopping };
  // A container next door may run it: its process cannot be seen, but its socket can.
  const sockets = lines[1] === cluster ? lines[4] : directory;
  const socket = join(sockets ?? directory, '.s.PGSQL.5432');
  if (await accepts(socket)) return { postmaster, app, stopping };
  // A zombie, or another program with its number since: PostgreSQL would wait for it to end.
  if (command === undefined) return undefined;
  await Promise.all([lock, `${socket}.lock`].map((path) => rm(path, { force: true })));
  return undefined;
}

/** The command line of a live process, empty for a zombie; undefined when it cannot be seen. */
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

async function accepts(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function inUse({ app, postmaster }: Holder, dataDirectory: string): EmbeddedPostgresError {
  const who = app === process.pid ? 'this very process' : `process ${app ?? postmaster}`;
  return new EmbeddedPostgresError(
    'database_in_use',
    `The embedded database in ${dataDirectory} is in use by ${who}: stop that process ` +
      `(PID ${app ?? postmaster}), or set DATABASE_URL to use another PostgreSQL.`,
  );
}
