import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdtemp, readFile, rmdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedCluster } from './embedded-cluster.js';
import { OWNER_MARK } from './postmaster-lock.js';
import { MINIMAL_ENVIRONMENT, identity, isRoot } from './system-user.js';

/**
 * Settings for a small and fast server on the machine of a developer. Settings that affect durability keep PostgreSQL's
 * default values.
 */
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
 * A shell script that starts a watchdog in the background and then becomes PostgreSQL.
 *
 * The watchdog reads from a pipe to this process. A line means that PostgreSQL has stopped. The end of the pipe means
 * that this process has ended, so the watchdog stops PostgreSQL.
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

/** Time limit of a fast shutdown, in milliseconds. Afterwards, PostgreSQL is shut down immediately. */
const FAST_SHUTDOWN_TIMEOUT_MS = 20_000;
/** Maximum length of a Unix socket path, in bytes: 103 on macOS and 107 on Linux. */
const MAX_SOCKET_PATH = 100;

/** A PostgreSQL server, which is a child of this process in its own session of the operating system. */
export class PostgresServer {
  #stopping: Promise<void> | undefined;
  readonly #exited: Promise<unknown>;

  private constructor(
    readonly socketDirectory: string,
    private readonly child: ChildProcess,
    private readonly cluster: EmbeddedCluster,
  ) {
    this.#exited = new Promise((resolve) => child.once('exit', resolve).on('error', resolve));
    const watchdog = child.stdio[3] as Socket;
    watchdog.on('error', () => undefined);
    child.once('exit', () => watchdog.end('stopped\n'));
    // Lets this process end without a call of stop(), because the watchdog then stops PostgreSQL.
    child.unref();
    watchdog.unref();
  }

  /** Starts PostgreSQL. Does not wait until it accepts connections. */
  static launch(
    cluster: EmbeddedCluster,
    socketDirectory: string,
    settings: Readonly<Record<string, string>>,
  ): PostgresServer {
    const { directory, pgData, binaries, user } = cluster;
    const all = { ...SETTINGS, ...settings, cluster_name: `${OWNER_MARK}${process.pid}` };
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const logFile = join(directory, 'server.log');
    const temporary = socketDirectory === directory ? '' : socketDirectory;
    const command = [binaries.postgres, '-D', pgData, '-k', socketDirectory, ...flags];
    const child = spawn('/bin/sh', ['-c', LAUNCHER, 'sh', logFile, temporary, ...command], {
      cwd: directory,
      // Runs the child in its own session, so that Ctrl-C in a terminal ends only the app, which then stops PostgreSQL.
      detached: true,
      env: MINIMAL_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      ...identity(user),
    });
    return new PostgresServer(socketDirectory, child, cluster);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /**
   * Calls the callback when PostgreSQL ends without `stop()`. Passes the exit code, or the signal that ended
   * PostgreSQL.
   */
  onUnexpectedEnd(callback: (reason: string) => void): void {
    this.child.once('exit', (code, signal) => {
      if (!this.#stopping) callback(signal ?? `exit code ${code}`);
    });
  }

  /** Returns the last five lines of the log since this start. */
  async logTail(): Promise<string> {
    const text = await readFile(join(this.cluster.directory, 'server.log'), 'utf8').catch(() => '');
    return text.trim().split('\n').slice(-5).join('\n');
  }

  /** Closes all connections and stops PostgreSQL. Can be called repeatedly. */
  async stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.child.ref();
    if (this.isRunning) this.child.kill('SIGINT');
    const timer = setTimeout(() => this.child.kill('SIGQUIT'), FAST_SHUTDOWN_TIMEOUT_MS);
    await this.#exited;
    clearTimeout(timer);
  }
}

/**
 * Returns the directory of the cluster. If the path of the socket would be too long there, creates a temporary
 * directory.
 */
export async function chooseSocketDirectory({ directory, user }: EmbeddedCluster): Promise<string> {
  const path = join(directory, '.s.PGSQL.5432');
  if (Buffer.byteLength(path) < MAX_SOCKET_PATH) return directory;
  const temporary = isRoot() || tmpdir().length > MAX_SOCKET_PATH / 2 ? '/tmp' : tmpdir();
  const socketDirectory = await mkdtemp(join(temporary, 'embedded-postgres-'));
  await chown(socketDirectory, user.uid, user.gid);
  return socketDirectory;
}

/** Removes the directory if it is temporary. */
export async function removeSocketDirectory(
  socketDirectory: string,
  { directory }: EmbeddedCluster,
): Promise<void> {
  if (socketDirectory !== directory) await rmdir(socketDirectory).catch(() => undefined);
}
