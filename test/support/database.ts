import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

/** A database for one test file. */
export interface TestDatabase {
  url: string;
  /**
   * Moves the clock of the database.
   *
   * @param seconds the offset from the real time, until the next call
   */
  moveClock(seconds: number): Promise<void>;
  /** Drops the database and closes its connections. */
  drop(): Promise<void>;
}

/** Creates a migrated database in the PostgreSQL of this test run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('database').template);
}

/** Creates a database without tables. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template1');
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = new URL(inject('database').url);
  url.pathname = `/${name}`;
  await executeSql(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  return {
    url: url.href,
    moveClock: (seconds) =>
      executeSql(`UPDATE test_clock.clock SET "offset" = interval '${seconds} s'`, url.href),
    drop: () => executeSql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/**
 * Executes SQL in a database.
 *
 * @param url default: the PostgreSQL of this test run
 */
export async function executeSql(sql: string, url = inject('database').url): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
