import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { EmbeddedCluster } from './embedded-cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { hasCode } from './error-codes.js';
import { PostgresServer } from './postgres-server.js';
import { waitForLock } from './postmaster-lock.js';

/** Time limit for PostgreSQL to accept connections, in milliseconds. The time includes crash recovery. */
const READY_TIMEOUT_MS = 60_000;
/** Time limit for retries while the processes of the previous server end, in milliseconds. */
const RETRY_TIMEOUT_MS = 15_000;

/** Error codes of a server that does not accept connections yet. */
const NOT_READY = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', '57P03'];
/** SQLSTATE invalid_catalog_name: the database does not exist. */
const UNKNOWN_DATABASE = '3D000';
/** What PostgreSQL logs while the processes of the previous server end. */
const PREVIOUS_SERVER_ENDING = /lock file .* already exists|shared memory block .* still in use/;

/** Options of {@link launchPostgres}. */
export interface LaunchOptions {
  cluster: EmbeddedCluster;
  settings: Readonly<Record<string, string>>;
  socketDirectory: string;
  log: (message: string) => void;
}

/**
 * Starts PostgreSQL and waits until it accepts connections.
 *
 * @param signal cancels the start
 * @throws EmbeddedPostgresError when another process uses the cluster, or PostgreSQL does not start
 */
export async function launchPostgres(
  { cluster, settings, socketDirectory, log }: LaunchOptions,
  signal: AbortSignal,
): Promise<PostgresServer> {
  const deadline = Date.now() + RETRY_TIMEOUT_MS;
  for (;;) {
    await waitForLock(cluster, log);
    const server = PostgresServer.launch(cluster, socketDirectory, settings);
    const isReady = await waitUntilReady(server, cluster, signal).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    if (isReady) return server;
    const logTail = await server.logTail();
    await server.stop();
    const canRetry = PREVIOUS_SERVER_ENDING.test(logTail) && Date.now() <= deadline;
    if (signal.aborted || !canRetry) throw startupError(cluster, logTail);
    await sleep(100);
  }
}

/** @returns false when the server has ended, the start was canceled, or the time limit is exceeded. */
async function waitUntilReady(
  server: PostgresServer,
  cluster: EmbeddedCluster,
  signal: AbortSignal,
): Promise<boolean> {
  const { databaseName } = cluster;
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (server.isRunning && !signal.aborted && Date.now() < deadline) {
    try {
      await query(server, cluster, databaseName, 'SELECT 1');
      return true;
    } catch (error) {
      if (hasCode(error, UNKNOWN_DATABASE)) {
        await query(server, cluster, 'postgres', `CREATE DATABASE "${databaseName}"`);
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
  { socketDirectory }: PostgresServer,
  { databaseName, password }: EmbeddedCluster,
  database: string,
  sql: string,
): Promise<void> {
  const client = new Client({
    host: socketDirectory,
    port: 5432,
    user: databaseName,
    password,
    database,
    ssl: false,
  });
  // The loss of the connection already rejects the query. Without a listener, it would also end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function startupError({ dataDirectory }: EmbeddedCluster, logTail: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'embedded_postgres_failed',
    `The embedded PostgreSQL in ${dataDirectory} does not start. Its last log lines: ${logTail || 'none'}. ` +
      'Fix the cause, or set DATABASE_URL to use another PostgreSQL.',
  );
}
