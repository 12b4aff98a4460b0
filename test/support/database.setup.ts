import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/embedded-postgres/index.js';
import { migrate } from '../../src/migrate/migrate.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL of this test run, and the migrated database that is copied for each test database. */
    database: { url: string; template: string };
  }
}

const TEMPLATE = 'migrated';
const migrationsDirectory = join(import.meta.dirname, '../../prisma/migrations');
/** Disables durability, replication and vacuum, which test data does not need. */
const FAST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
};
const MANY_TEST_FILES = { max_connections: '300' };
/** The movable clock precedes that of PostgreSQL in every database that has one. */
const MOVABLE_CLOCK = { search_path: 'public, test_clock, pg_catalog' };

let directory: string | undefined;
let server: EmbeddedPostgres | undefined;

/** Starts one PostgreSQL for the test run and migrates the template of all test databases. */
export async function setup(project: TestProject): Promise<void> {
  try {
    directory = await mkdtemp(join(tmpdir(), 'social-auth-test-'));
    // As root, PostgreSQL runs as another user, which must be able to enter.
    await chmod(directory, 0o755);
    const settings = { ...FAST_SETTINGS, ...MANY_TEST_FILES, ...MOVABLE_CLOCK };
    server = await startEmbeddedPostgres({ dataDirectory: directory, log: () => {}, settings });
    await createTemplate(server.url);
    project.provide('database', { url: server.url, template: TEMPLATE });
  } catch (error) {
    await teardown();
    throw error;
  }
}

/** Stops PostgreSQL and removes its data, also when tests have failed. */
export async function teardown(): Promise<void> {
  await server?.stop();
  if (directory) await rm(directory, { recursive: true, force: true });
}

async function createTemplate(url: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  const template = new URL(url);
  template.pathname = `/${TEMPLATE}`;
  await migrate({ connectionString: template.href, migrationsDirectory, log: () => {} });
  await addMovableClock(template.href);
}

/** Adds a `clock_timestamp()` that tests can move. */
async function addMovableClock(url: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(`
    CREATE SCHEMA test_clock;
    CREATE TABLE test_clock.clock ("offset" interval NOT NULL);
    INSERT INTO test_clock.clock VALUES ('0');
    CREATE FUNCTION test_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
      AS 'SELECT pg_catalog.clock_timestamp() + "offset" FROM test_clock.clock'`);
  await client.end();
}
