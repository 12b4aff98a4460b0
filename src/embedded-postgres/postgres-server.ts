import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdtemp, readFile, rmdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_MARK } from './postmaster-lock.js';
import type { EmbeddedCluster } from './embedded-cluster.js';
import { BARE_ENVIRONMENT, identity, isRoot } from './system-user.js';

/** Quick and small on a developer's machine, and as durable as PostgreSQL is by default. */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  shared_buffers: '32MB',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  io_method: 'sync',
};

/**
 * Becomes PostgreSQL, after leaving behind a tiny watchdog that reads from a pipe of ours. A line
 * on it means that PostgreSQL has stopped; its end, that we are gone: then PostgreSQL stops as well.
 */
const LAUNCHER = `
log=$1 sockets=$2 postgres=$$
shift 2
( (
  read -r _ <&3 && exit
  tries=0
  while [ -e cluster/postmaster.pid ] && kill -INT "$postgres" && [ "$tries" -lt 200 ]; do
    tries=$((tries + 1)); sleep 0.1
  done
  [ "$tries" -lt 200 ] || kill -QUIT "$postgres"
  [ -z "$sockets" ] || rmdir "$sockets"
) >/dev/null 2>&1 & )
mv -f "$log" "$log.1" 2>/dev/null
exec "$@" >"$log" 2>&1 3<&-
`;

const FAST_SHUTDOWN_MS = 20_000;
/** Unix socket paths end at 103 bytes on macOS and 107 on Linux. */
const MAX_SOCKET_PATH = 100;

/** A running PostgreSQL, child of this process but in a session of its own. */
export class PostgresServer {
  #stopping: Promise<void> | undefined;
  readonly #exited: Promise<unknown>;

  private constructor(
    readonly socketDirectory: string,
    private readonly child: ChildProcess,
    private readonly home: EmbeddedCluster,
  ) {
    this.#exited = new Promise((resolve) => child.once('exit', resolve).on('error', resolve));
    const watchdog = child.stdio[3] as Socket;
    watchdog.on('error', () => undefined);
    child.once('exit', () => watchdog.end('stopped\n'));
    // Whoever forgets to stop may still end: the watchdog stops PostgreSQL then.
    child.unref();
    watchdog.unref();
  }

  /** Starts PostgreSQL and returns at once: connections are refused until it is ready. */
  static launch(
    home: EmbeddedCluster,
    sockets: string,
    settings: Readonly<Record<string, string>>,
  ): PostgresServer {
    const { directory, cluster, programs, user } = home;
    const all = { ...SETTINGS, ...settings, cluster_name: `${APP_MARK}${process.pid}` };
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const logFile = join(directory, 'server.log');
    const temporary = sockets === directory ? '' : sockets;
    const command = [programs.postgres, '-D', cluster, '-k', sockets, ...flags];
    const child = spawn('/bin/sh', ['-c', LAUNCHER, 'sh', logFile, temporary, ...command], {
      cwd: directory,
      // A session of its own: Ctrl-C in the terminal is for the app, which stops PostgreSQL last.
      detached: true,
      env: BARE_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      ...identity(user),
    });
    return new PostgresServer(sockets, child, home);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Calls back when PostgreSQL ends without `stop()`, with its exit code or the signal that ended it. */
  onUnexpectedEnd(callback: (reason: string) => void): void {
    this.child.once('exit', (code, signal) => {
      if (!this.#stopping) callback(signal ?? `exit code ${code}`);
    });
  }

  /** The last words of PostgreSQL's log of this start. */
  async lastWords(): Promise<string> {
    const text = await readFile(join(this.home.directory, 'server.log'), 'utf8').catch(() => '');
    return text.trim().split('\n').slice(-5).join('\n');
  }

  /** Ends all connections and stops PostgreSQL; ready when it has. May be called repeatedly. */
  async stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.child.ref();
    if (this.running) this.child.kill('SIGINT');
    const impatience = setTimeout(() => this.child.kill('SIGQUIT'), FAST_SHUTDOWN_MS);
    await this.#exited;
    clearTimeout(impatience);
  }
}

/** Returns the directory of the cluster, or a temporary one when the path of the socket would be too long. */
export async function chooseSocketDirectory({ directory, user }: EmbeddedCluster): Promise<string> {
  const path = join(directory, '.s.PGSQL.5432');
  if (Buffer.byteLength(path) < MAX_SOCKET_PATH) return directory;
  const temporary = isRoot() || tmpdir().length > MAX_SOCKET_PATH / 2 ? '/tmp' : tmpdir();
  const sockets = await mkdtemp(join(temporary, 'social-auth-'));
  await chown(sockets, user.uid, user.gid);
  return sockets;
}

/** Removes the directory if it is a temporary one. */
export async function removeSocketDirectory(
  sockets: string,
  { directory }: EmbeddedCluster,
): Promise<void> {
  if (sockets !== directory) await rmdir(sockets).catch(() => undefined);
}
