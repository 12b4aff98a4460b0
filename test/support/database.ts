import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

/** A database of a test file's own. */
export interface TestDatabase {
  url: string;
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
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function administer(sql: string): Promise<void> {
  const client = new Client(inject('database').url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
