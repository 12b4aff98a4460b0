import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { triggersSql, type UserFieldNames } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { itInFullRun } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';

const ROOT = join(import.meta.dirname, '../..');

describe('the SQL of the triggers', () => {
  let app: TestApp;
  let sql: Client;
  let file: string;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    sql = new Client(app.database.url);
    await sql.connect();
    file = await readFile(join(ROOT, 'prisma/social-auth.sql'), 'utf8');
  });
  afterAll(async () => {
    await sql.end();
    await app.stop();
  });
  beforeEach(() => sql.query('BEGIN'));
  afterEach(() => sql.query('ROLLBACK'));

  /** The triggers and functions of a database, with normalized white space. */
  async function definitions(): Promise<string[]> {
    const { rows } = await sql.query<{ definition: string }>(
      `SELECT pg_get_triggerdef(t.oid) || p.prosrc AS definition
         FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal ORDER BY tgname`,
    );
    return rows.map(({ definition }) => definition.replace(/\s+/g, ' '));
  }

  it('is prisma/social-auth.sql for the default names', () => {
    expect(triggersSql(app.prisma)).toBe(file);
  });

  it('changes nothing in a migrated database, and can be applied repeatedly', async () => {
    const before = await definitions();
    expect(before.length).toBe(7);
    await sql.query(file);
    await sql.query(file);
    expect(await definitions()).toEqual(before);
  });

  itInFullRun('is printed by a command for the names of any client', async () => {
    const print = async (...options: string[]) => {
      const client = join(ROOT, 'dist/generated/prisma/client.js');
      const parameters = [
        join(ROOT, 'dist/cli/nestjs-social-auth.js'),
        'sql',
        '--client',
        client,
        ...options,
      ];
      return (await promisify(execFile)(process.execPath, parameters)).stdout;
    };
    const userFields: UserFieldNames = { disabledAt: 'updatedAt' };
    const [printed, renamed] = await Promise.all([
      print(),
      print('--user-field', 'disabledAt=updatedAt'),
    ]);
    expect(printed).toBe(file);
    expect(renamed).toBe(triggersSql(app.prisma, { userFields }));
    expect(renamed).toContain('AFTER UPDATE OF "updatedAt" ON "User"');
  });

  it('deletes the rows of deleted users, also without foreign keys', async () => {
    await app.signedIn('google');
    await sql.query(`ALTER TABLE "Account" DROP CONSTRAINT "Account_userId_fkey";
      ALTER TABLE "Session" DROP CONSTRAINT "Session_userId_fkey";
      ALTER TABLE "AuthorizationCode" DROP CONSTRAINT "AuthorizationCode_userId_fkey"`);
    const count = async () => {
      const { rows } = await sql.query(
        `SELECT (SELECT count(*)::int FROM "Account") AS accounts, (SELECT count(*)::int FROM "Session") AS sessions,
          (SELECT count(*)::int FROM "SessionRevocation") AS revoked`,
      );
      return rows[0] as unknown;
    };
    await sql.query('SAVEPOINT start');
    await sql.query('DELETE FROM "User"');
    expect(await count()).toEqual({ accounts: 0, sessions: 0, revoked: 1 });
    await sql.query('ROLLBACK TO start; TRUNCATE "User"');
    expect(await count()).toEqual({ accounts: 0, sessions: 0, revoked: 1 });
  });

  it('permits TRUNCATE CASCADE with foreign keys that delete the rows of users', async () => {
    await sql.query('TRUNCATE "User" CASCADE');
    expect((await sql.query('SELECT * FROM "Session"')).rows).toEqual([]);
  });
});

describe('an app with a missing trigger in its database', () => {
  it('does not start, and the error names the file to apply', async () => {
    const app = await TestApp.start('fastify');
    const sql = new Client(app.database.url);
    await sql.connect();
    await sql.query(`ALTER TABLE "Session" DISABLE TRIGGER social_auth_sessions_deleted`);
    await sql.end();
    await expect(ModuleApp.start(app, 'fastify', {})).rejects.toThrow(
      /without the triggers social_auth_sessions_deleted.*prisma migrate dev --create-only.*prisma\/social-auth\.sql/,
    );
    await app.stop();
  });
});
