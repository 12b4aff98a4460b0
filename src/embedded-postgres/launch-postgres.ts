import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { EmbeddedCluster } from './embedded-cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { hasCode } from './error-codes.js';
import { DATABASE_NAME } from './init-cluster.js';
import { PostgresServer } from './postgres-server.js';
import { waitForLock } from './postmaster-lock.js';

const READY_MS = 60_000;
const RETRY_MS = 15_000;
const NOT_READY = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', '57P03'];
const UNKNOWN_DATABASE = '3D000';
/** What PostgreSQL says while the last of a killed predecessor is still going away. */
const PREDECESSOR = /lock file .* already exists|shared memory block .* still in use/;

/** Options of {@link launchPostgres}. */
export interface LaunchOptions {
  home: EmbeddedCluster;
  settings: Readonly<Record<string, string>>;
  log: (message: string) => void;
  socketDirectory: string;
}

/**
 * Starts PostgreSQL and waits until it accepts connections.
 *
 * @param signal stops the start
 * @throws EmbeddedPostgresError when another process uses the cluster, or PostgreSQL does not start
 */
export async function launchPostgres(
  { home, settings, log, socketDirectory }: LaunchOptions,
  signal: AbortSignal,
): Promise<PostgresServer> {
  const deadline = Date.now() + RETRY_MS;
  for (;;) {
    await waitForLock(home, log);
    const server = PostgresServer.launch(home, socketDirectory, settings);
    const ready = await becomesReady(server, home, signal).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    if (ready) return server;
    const words = await server.lastWords();
    await server.stop();
    if (!PREDECESSOR.test(words) || Date.now() > deadline || signal.aborted)
      throw doesNotStart(home, words);
    await sleep(100);
  }
}

/** True once it answers and has our database, false when it ended or was not ready in time. */
async function becomesReady(
  server: PostgresServer,
  home: EmbeddedCluster,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = Date.now() + READY_MS;
  while (server.running && !signal.aborted && Date.now() < deadline) {
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

function doesNotStart({ dataDirectory }: EmbeddedCluster, words: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'embedded_postgres_failed',
    `The embedded PostgreSQL in ${dataDirectory} does not start. Its last words: ${words || 'none'}. ` +
      'Mend that, or set DATABASE_URL to use another PostgreSQL.',
  );
}
