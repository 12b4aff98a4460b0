import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MigrateOptions, migrate, pendingMigrations } from '../../src/migrate/migrate.js';
import { type TestDatabase, createEmptyDatabase } from '../support/database.js';

const log = (): void => {};
const FRUIT = "CREATE TABLE fruit (name text);\nINSERT INTO fruit VALUES ('apple');\n";
/** The checksum of FRUIT, as `sha256sum` and the Prisma CLI calculate it. */
const FRUIT_CHECKSUM = '36f0f213ca03ff07e214b27728539db31cea2dfb42d2f710d2892921427b70b3';

const PRISMA_TABLE = `CREATE TABLE _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

let database: TestDatabase;
let client: Client;
let folder: string;
let options: MigrateOptions;

beforeAll(async () => {
  database = await createEmptyDatabase();
  client = new Client(database.url);
  await client.connect();
});

beforeEach(async () => {
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  folder = await mkdtemp(join(tmpdir(), 'social-auth-migrations-'));
  options = { connectionString: database.url, migrationsDirectory: folder, log };
  await write('20260101000000_fruit', FRUIT);
});

afterEach(async () => {
  await client.query('SELECT pg_advisory_unlock_all()');
  await rm(folder, { recursive: true });
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return (await client.query<Record<string, unknown>>(sql)).rows;
}

describe('the migration runner', () => {
  it('applies migrations to a database without advisory locks, and says that it has no lock', async () => {
    const lock = (type: string) => `CREATE FUNCTION missing.pg_advisory_lock(${type}) RETURNS void
      LANGUAGE plpgsql AS $$ BEGIN RAISE 'no advisory locks' USING ERRCODE = '0A000'; END $$`;
    await client.query(`CREATE SCHEMA missing; ${lock('int')}; ${lock('bigint')}`);
    const url = new URL(database.url);
    url.searchParams.set('options', '-c search_path=missing,public,pg_catalog');
    const messages: string[] = [];
    const connectionString = url.href.replaceAll('+', '%20');
    const result = await migrate({
      ...options,
      connectionString,
      log: (text) => messages.push(text),
    });
    await client.query('DROP SCHEMA missing CASCADE');
    expect(result.applied).toEqual(['20260101000000_fruit']);
    expect(messages[0]).toContain('no advisory locks');
  });

  it('applies pending migrations once, in the order of their names', async () => {
    await write('20260103000000_c', "INSERT INTO fruit VALUES ('cherry');");
    await write('20260102000000_b', "INSERT INTO fruit VALUES ('banana');");
    const names = ['20260101000000_fruit', '20260102000000_b', '20260103000000_c'];
    expect(await pendingMigrations(options)).toEqual(names);
    expect(await migrate(options)).toEqual({ applied: names });
    expect(await pendingMigrations(options)).toEqual([]);
    expect(await migrate(options)).toEqual({ applied: [] });
    expect(await rows('SELECT name FROM fruit')).toEqual(
      ['apple', 'banana', 'cherry'].map((name) => ({ name })),
    );
  });

  it('lists pending migrations without writing', async () => {
    expect(await pendingMigrations(options)).toEqual(['20260101000000_fruit']);
    expect(await rows(`SELECT to_regclass('_prisma_migrations') AS found`)).toEqual([
      { found: null },
    ]);
  });

  it('applies each migration once when ten runners start concurrently', async () => {
    await write('20260102000000_slow', 'SELECT pg_sleep(0.2); CREATE TABLE slow (a int);');
    const results = await Promise.all(Array.from({ length: 10 }, () => migrate(options)));
    expect(results.flatMap((result) => result.applied).toSorted()).toEqual([
      '20260101000000_fruit',
      '20260102000000_slow',
    ]);
    expect(await rows('SELECT count(*)::int AS n FROM _prisma_migrations')).toEqual([{ n: 2 }]);
  });

  it('rejects a migration that was edited after it was applied', async () => {
    await migrate(options);
    await write('20260101000000_fruit', `${FRUIT}-- and a pear`);
    await write('20260102000000_more', 'CREATE TABLE more (a int);');
    await expect(migrate(options)).rejects.toMatchObject({
      code: 'migration_edited',
      message: expect.stringMatching(/20260101000000_fruit was edited .* new migration/),
    });
    expect(await rows(`SELECT to_regclass('more') AS found`)).toEqual([{ found: null }]);
  });

  it('ignores changed line endings of an applied migration', async () => {
    await migrate(options);
    await write('20260101000000_fruit', FRUIT.replaceAll('\n', '\r\n'));
    expect(await migrate(options)).toEqual({ applied: [] });
  });

  it('rolls back a failed migration, and its error contains the file, the line and the cause', async () => {
    await write('20260102000000_bad', 'CREATE TABLE z (a int);\n\nINSERT INTO nowhere VALUES (1);');
    await expect(migrate(options)).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringMatching(
        /20260102000000_bad failed and was rolled back: relation "nowhere" does not exist \(42P01\), line 3/,
      ),
    });
    expect(await rows(`SELECT to_regclass('z') AS found`)).toEqual([{ found: null }]);
    expect(await rows('SELECT migration_name FROM _prisma_migrations')).toEqual([
      { migration_name: '20260101000000_fruit' },
    ]);
    await write('20260102000000_bad', 'CREATE TABLE z (a int);');
    expect(await migrate(options)).toEqual({ applied: ['20260102000000_bad'] });
  });

  it('leaves no table when the first migration fails', async () => {
    await write('20260101000000_fruit', 'CREATE TABLE a (a int); SELECT nonsense;');
    await expect(migrate(options)).rejects.toThrow('nonsense');
    expect(await rows(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
  });

  it('stops at a migration that the Prisma CLI has recorded as failed', async () => {
    await migrate(options);
    await client.query('UPDATE _prisma_migrations SET finished_at = NULL');
    await expect(migrate(options)).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringContaining('prisma migrate resolve --rolled-back 20260101000000_fruit'),
    });
  });

  it('applies a migration again that the Prisma CLI has marked as rolled back', async () => {
    await migrate(options);
    await client.query('UPDATE _prisma_migrations SET finished_at = NULL, rolled_back_at = now()');
    await client.query('DROP TABLE fruit');
    expect(await migrate(options)).toEqual({ applied: ['20260101000000_fruit'] });
  });

  it('rejects a database with a migration that is missing in the folder', async () => {
    await migrate(options);
    await rm(join(folder, '20260101000000_fruit'), { recursive: true });
    await expect(migrate(options)).rejects.toMatchObject({
      code: 'migration_missing',
      message: expect.stringMatching(/20260101000000_fruit is applied in the database but missing/),
    });
    expect(await pendingMigrations(options)).toEqual([]);
  });

  it('throws when the lock of the Prisma CLI is not released in time', async () => {
    await client.query('SELECT pg_advisory_lock(72707369)');
    await expect(migrate({ ...options, lockTimeoutMs: 100 })).rejects.toMatchObject({
      code: 'migration_locked',
      message: expect.stringContaining('Another process has been migrating'),
    });
    await client.query('SELECT pg_advisory_unlock(72707369)');
    expect(await migrate(options)).toEqual({ applied: ['20260101000000_fruit'] });
  });

  it('acquires no lock without pending migrations', async () => {
    await migrate(options);
    await client.query('SELECT pg_advisory_lock(72707369)');
    expect(await migrate({ ...options, lockTimeoutMs: 100 })).toEqual({ applied: [] });
  });

  it('runs a migration with its own BEGIN and COMMIT in one transaction', async () => {
    const change = "BEGIN;\nCREATE TYPE colour AS ENUM ('red');\nCOMMIT;\nSELECT nonsense;\n";
    await write('20260102000000_enum', change);
    await expect(migrate(options)).rejects.toThrow('nonsense');
    expect(await rows(`SELECT to_regtype('colour') AS found`)).toEqual([{ found: null }]);
  });

  it('throws an error that names DATABASE_URL when the database is unreachable', async () => {
    const connectionString = 'postgresql://nobody@127.0.0.1:1/none';
    await expect(migrate({ ...options, connectionString })).rejects.toMatchObject({
      code: 'database_unreachable',
      message: expect.stringMatching(/ECONNREFUSED.*DATABASE_URL/),
    });
  });
});

/** The expected values are those of a database after `prisma migrate deploy`. */
describe('compatibility with the migration table of Prisma', () => {
  it('creates the table with the columns and indexes of Prisma', async () => {
    await migrate(options);
    const columns = await rows(
      `SELECT concat_ws(' ', column_name, udt_name, character_maximum_length, is_nullable, column_default) AS c
         FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
    );
    expect(columns.map((row) => row['c'])).toEqual([
      'id varchar 36 NO',
      'checksum varchar 64 NO',
      'finished_at timestamptz YES',
      'migration_name varchar 255 NO',
      'logs text YES',
      'rolled_back_at timestamptz YES',
      'started_at timestamptz NO now()',
      'applied_steps_count int4 NO 0',
    ]);
    const indexes = await rows(
      `SELECT indexdef FROM pg_indexes WHERE tablename = '_prisma_migrations'`,
    );
    expect(indexes).toEqual([
      {
        indexdef:
          'CREATE UNIQUE INDEX _prisma_migrations_pkey ON public._prisma_migrations USING btree (id)',
      },
    ]);
  });

  it('writes the same row as Prisma', async () => {
    await migrate(options);
    expect(await rows('SELECT * FROM _prisma_migrations')).toEqual([
      {
        id: expect.stringMatching(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        ),
        checksum: FRUIT_CHECKSUM,
        finished_at: expect.any(Date),
        migration_name: '20260101000000_fruit',
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date),
        applied_steps_count: 1,
      },
    ]);
  });

  it('applies nothing after Prisma has applied the migrations', async () => {
    await client.query(FRUIT);
    await client.query(PRISMA_TABLE);
    await client.query(
      `INSERT INTO _prisma_migrations VALUES ('fba87d61-b3ed-4132-98e2-334a04159e15', $1,
         '2026-01-01T03:34:05.641Z', '20260101000000_fruit', NULL, NULL, '2026-01-01T03:34:05.602Z', 1)`,
      [FRUIT_CHECKSUM],
    );
    expect(await migrate(options)).toEqual({ applied: [] });
    expect(await pendingMigrations(options)).toEqual([]);
  });
});
