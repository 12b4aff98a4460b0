import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

/** A database of a test file's own. */
export interface TestDatabase {
  url: string;
  /**
   * Moves the clock of the database.
   *
   * @param seconds from now on, until the next move
   */
  moveClock(seconds: number): Promise<void>;
  /** Removes the database, cutting whatever is still connected. */
  drop(): Promise<void>;
}

/** Makes a fresh database that has all migrations, in the PostgreSQL of this test run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('database').template);
}

/** Makes a fresh database without any table. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template1');
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = new URL(inject('database').url);
  url.pathname = `/${name}`;
  await execute(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  await execute(`ALTER DATABASE ${name} SET search_path = public, test_clock, pg_catalog`);
  return {
    url: url.href,
    moveClock: (seconds) =>
      execute(`UPDATE test_clock.clock SET "offset" = interval '${seconds} s'`, url.href),
    drop: () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function execute(sql: string, url = inject('database').url): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
