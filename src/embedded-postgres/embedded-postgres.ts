import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { hasCode } from './error-codes.js';
import { waitForLock } from './postmaster-lock.js';
import { type EmbeddedCluster, openCluster } from './embedded-cluster.js';
import { DATABASE_NAME } from './init-cluster.js';
import { PostgresServer } from './postgres-server.js';

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

const READY_MS = 60_000;
const RETRY_MS = 15_000;
const NOT_READY = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', '57P03'];
const UNKNOWN_DATABASE = '3D000';
/** What PostgreSQL says while the last of a killed predecessor is still going away. */
const PREDECESSOR = /lock file .* already exists|shared memory block .* still in use/;

/**
 * Starts PostgreSQL on a data directory, making an empty database there the first time, and returns
 * when it answers. It listens on a unix socket only, and stops by itself when this process is gone,
 * however that came about. As root it runs as another user.
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
  const server = await launch(home, settings, log);
  server.onUnexpectedEnd(() =>
    log(`The embedded PostgreSQL has ended unexpectedly: see ${home.directory}/server.log`),
  );
  return { url: connectionString(server, home), stop: () => server.stop() };
}

async function launch(
  home: EmbeddedCluster,
  settings: Readonly<Record<string, string>>,
  log: (message: string) => void,
): Promise<PostgresServer> {
  const deadline = Date.now() + RETRY_MS;
  for (;;) {
    await waitForLock(home, log);
    const server = await PostgresServer.launch(home, settings);
    const ready = await becomesReady(server, home).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    if (ready) return server;
    const words = await server.lastWords();
    await server.stop();
    if (!PREDECESSOR.test(words) || Date.now() > deadline) throw doesNotStart(home, words);
    await sleep(100);
  }
}

/** True once it answers and has our database, false when it ended or was not ready in time. */
async function becomesReady(server: PostgresServer, home: EmbeddedCluster): Promise<boolean> {
  const deadline = Date.now() + READY_MS;
  while (server.running && Date.now() < deadline) {
    try {
      await query(server, home, DATABASE_NAME, 'SELECT 1');
      return true;
    } catch (error) {
      if (hasCode(error, UNKNOWN_DATABASE)) {
        await query(server, home, 'postgres', `CREATE DATABASE ${DATABASE_NAME}`);
      } else if (hasCode(error, ...NOT_READY)) {
        await sleep(10);
      } else {
        throw error;
      }
    }
  }
  return false;
}

async function query(
  server: PostgresServer,
  { password }: EmbeddedCluster,
  database: string,
  sql: string,
): Promise<void> {
  const host = server.socketDirectory;
  const client = new Client({
    host,
    port: 5432,
    user: DATABASE_NAME,
    password,
    database,
    ssl: false,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function connectionString(server: PostgresServer, { password }: EmbeddedCluster): string {
  const host = encodeURIComponent(server.socketDirectory);
  return `postgresql://${DATABASE_NAME}:${password}@localhost:5432/${DATABASE_NAME}?host=${host}&sslmode=disable`;
}

function doesNotStart({ dataDirectory }: EmbeddedCluster, words: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'embedded_postgres_failed',
    `The embedded PostgreSQL in ${dataDirectory} does not start. Its last words: ${words || 'none'}. ` +
      'Mend that, or set DATABASE_URL to use another PostgreSQL.',
  );
}
