import { type EmbeddedCluster, openCluster } from './embedded-cluster.js';
import { DATABASE_NAME } from './init-cluster.js';
import { PostgresSupervisor } from './postgres-supervisor.js';

/** Options of {@link startEmbeddedPostgres}. */
export interface EmbeddedPostgresOptions {
  /** Where the database lives; made when missing. Keep it out of version control. */
  dataDirectory: string;
  log: (message: string) => void;
  /** PostgreSQL settings that replace ours, e.g. `{ fsync: 'off' }` in tests. Default: none. */
  settings?: Readonly<Record<string, string>>;
  /** Root alone, when PostgreSQL's user cannot enter `dataDirectory`. Default /var/lib/nestjs-social-auth. */
  systemDirectory?: string;
}

/** A PostgreSQL of our own, which ends with this process. */
export interface EmbeddedPostgres {
  /** A connection string over a unix socket, password included: not for logs. */
  url: string;
  /** Stops PostgreSQL, ending open connections; ready when it has stopped. May be called repeatedly. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a data directory, making an empty database there the first time, and returns
 * when it answers. It listens on a unix socket only, and stops by itself when this process is gone,
 * however that came about. When it ends unexpectedly, it is restarted at the same URL. As root it runs as another user.
 *
 * Throws a EmbeddedPostgresError that says what to do when there is none for this platform, another process
 * uses the directory, or PostgreSQL does not start.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { dataDirectory, log, settings = {} } = options;
  const { systemDirectory = '/var/lib/nestjs-social-auth' } = options;
  const durable = settings['fsync'] !== 'off';
  const home = await openCluster({ dataDirectory, systemDirectory, durable, log });
  const supervisor = await PostgresSupervisor.start(home, settings, log);
  return {
    url: connectionString(supervisor.socketDirectory, home),
    stop: () => supervisor.stop(),
  };
}

function connectionString(socketDirectory: string, { password }: EmbeddedCluster): string {
  const host = encodeURIComponent(socketDirectory);
  return `postgresql://${DATABASE_NAME}:${password}@localhost:5432/${DATABASE_NAME}?host=${host}&sslmode=disable`;
}
