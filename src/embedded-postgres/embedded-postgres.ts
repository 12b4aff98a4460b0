import { type EmbeddedCluster, openCluster } from './embedded-cluster.js';
import { PostgresSupervisor } from './postgres-supervisor.js';

/** Options of {@link startEmbeddedPostgres}. */
export interface EmbeddedPostgresOptions {
  /** Directory of the data. Created if it does not exist. Exclude it from version control. */
  dataDirectory: string;
  /** Called with messages about the start, about restarts and about copied programs. */
  log: (message: string) => void;
  /** Name of the database and of its superuser. It cannot change after the first start. Default: `postgres`. */
  databaseName?: string;
  /** PostgreSQL settings that replace the defaults, such as `{ fsync: 'off' }` in tests. Default: none. */
  settings?: Readonly<Record<string, string>>;
  /**
   * Used instead of `dataDirectory` if this process is root and the system user of PostgreSQL cannot enter
   * `dataDirectory`. Default: `/var/lib/embedded-postgres`.
   */
  systemDirectory?: string;
}

/** A running PostgreSQL that stops when this process ends. */
export interface EmbeddedPostgres {
  /** Connection string over a Unix socket. Contains the password: do not log it. */
  url: string;
  /** Closes open connections and stops PostgreSQL. Can be called repeatedly. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a data directory, and waits until it accepts connections.
 *
 * Creates an empty database at the first start. PostgreSQL listens only on a Unix socket. When this process ends for
 * any reason, PostgreSQL stops. When PostgreSQL ends unexpectedly, this process restarts it at the same URL. If this
 * process is root, PostgreSQL runs as another system user.
 *
 * @throws EmbeddedPostgresError when there are no PostgreSQL programs for this platform, another process uses the
 *   directory, or PostgreSQL does not start. The message contains the fix.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { dataDirectory, log, settings = {}, databaseName = 'postgres' } = options;
  const { systemDirectory = '/var/lib/embedded-postgres' } = options;
  const durable = settings['fsync'] !== 'off';
  const cluster = await openCluster({ dataDirectory, systemDirectory, databaseName, durable, log });
  const supervisor = await PostgresSupervisor.start(cluster, settings, log);
  return {
    url: connectionString(supervisor.socketDirectory, cluster),
    stop: () => supervisor.stop(),
  };
}

function connectionString(
  socketDirectory: string,
  { databaseName, password }: EmbeddedCluster,
): string {
  const host = encodeURIComponent(socketDirectory);
  return `postgresql://${databaseName}:${password}@localhost:5432/${databaseName}?host=${host}&sslmode=disable`;
}
