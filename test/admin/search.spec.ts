import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  triggersSql,
  UserSearch,
  userSearchSql,
  type UserProfile,
} from '../../src/social-auth/index.js';
import { TestApp } from '../support/test-app.js';

/** Searches with statements that are recorded. */
describe('the search for users', () => {
  let app: TestApp;
  let search: UserSearch;
  let sql: Client;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    search = app.app.get(UserSearch, { strict: false });
    sql = new Client(app.database.url);
    await sql.connect();
    await sql.query(`INSERT INTO "User" ("id", "name", "email", "updatedAt")
      SELECT ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Person ' || n,
        'p' || n || '@example.com', now() FROM generate_series(1, 230) n`);
  });
  afterAll(async () => {
    await sql.end();
    await app.stop();
  });

  async function pages(query: string): Promise<UserProfile[][]> {
    const found: UserProfile[][] = [];
    let after: string | undefined;
    do {
      const { users, next } = await search.find(query, after);
      found.push([...users]);
      after = next;
    } while (after !== undefined);
    return found;
  }

  const ids = (users: readonly UserProfile[]) => users.map(({ id }) => id);

  it('lists all users once, newest first, in pages of 50', async () => {
    const found = await pages('');
    expect(found.map(({ length }) => length)).toEqual([50, 50, 50, 50, 30]);
    const all = ids(found.flat());
    expect(all).toEqual(all.toSorted().toReversed());
    expect(new Set(all).size).toBe(230);
  });

  it('finds every user whose name starts with the text once, in any case, in the order of the names', async () => {
    const found = (await pages('PERSON 1')).flat();
    const names = found.map(({ name }) => name ?? '');
    expect(names.length).toBe(111);
    expect(names).toEqual(names.toSorted());
    expect(new Set(names).size).toBe(111);
    expect((await pages('person 22')).flat()).toHaveLength(11);
  });

  it('finds a user whose name and address both match once on a page', async () => {
    await sql.query(`INSERT INTO "User" ("id", "name", "email", "updatedAt")
      VALUES ('01940000-0000-7000-8000-000000000001', 'Zoë Zander', 'zoe@example.com', now()),
        ('01940000-0000-7000-8000-000000000002', 'ZOË Zander', NULL, now())`);
    expect(ids((await search.find('zo')).users)).toEqual([
      '01940000-0000-7000-8000-000000000001',
      '01940000-0000-7000-8000-000000000002',
    ]);
    expect(ids((await search.find('zoë z')).users)).toHaveLength(2);
  });

  it('finds a user by id, by the start of a UUID, and by the subject at a configured provider', async () => {
    const id = '01930000-0000-7000-8000-0000000000e6';
    expect(ids((await search.find(id)).users)).toEqual([id]);
    expect(ids((await search.find(` ${id.toUpperCase()} `)).users)).toEqual([id]);
    expect(ids((await search.find('019300000000-7000-8000-0000000000e6')).users)).toEqual([id]);
    expect(ids((await search.find('01940000')).users)).toHaveLength(2);
    expect((await search.find('0194')).users).toEqual([]);
    const me = await (
      await app.signedIn('github')
    ).json<{
      id: string;
      accounts: { subject: string }[];
    }>('/api/me');
    expect(ids((await search.find(me.accounts[0]?.subject)).users)).toEqual([me.id]);
    await sql.query(`UPDATE "Account" SET "provider" = 'other'`);
    expect((await search.find(me.accounts[0]?.subject)).users).toEqual([]);
  });

  it('treats the characters of patterns as text', async () => {
    for (const text of ['%', '_', '\\', 'p%', "p'", 'p1@example_com']) {
      expect((await search.find(text)).users).toEqual([]);
    }
    expect((await search.find('p1@example.com')).users).toHaveLength(1);
  });

  it('needs the indexes of userSearchSql(), and names the statement that creates a missing one', async () => {
    await expect(search.verifyIndexes()).resolves.toBeUndefined();
    expect(triggersSql(app.prisma)).not.toContain('search_idx');
    for (const field of ['email', 'name']) {
      await sql.query(`DROP INDEX "User_${field}_search_idx"`);
      await expect(search.verifyIndexes()).rejects.toThrow(
        `CREATE INDEX IF NOT EXISTS "User_${field}_search_idx" ON "User" ((lower("${field}") COLLATE "C"), "id");`,
      );
      await sql.query(
        `CREATE INDEX "User_${field}_search_idx" ON "User" (lower("${field}"), "id")`,
      );
      await expect(search.verifyIndexes()).rejects.toThrow('has no index for the search by');
      await sql.query(`DROP INDEX "User_${field}_search_idx"`);
      await sql.query(userSearchSql(app.prisma));
    }
    await expect(search.verifyIndexes()).resolves.toBeUndefined();
  });

  it('reads indexes only, for every statement', async () => {
    const id = '01930000-0000-7000-8000-0000000000e6';
    const statements: { text: string; values: unknown[] }[] = [];
    const executor = search as unknown as { database: { query: unknown } };
    const { database } = executor;
    executor.database = {
      query: ({ text }: { text: string }, values: unknown[]) => {
        statements.push({ text, values });
        return Promise.resolve([]);
      },
    };
    const cursor = (key: string | null) =>
      Buffer.from(JSON.stringify([key, id])).toString('base64url');
    await search.find('');
    await search.find('', cursor(null));
    await search.find('person 1');
    await search.find('person 1', cursor('person 10'));
    await search.find(id);
    await search.findByEmail('p1@example.com');
    executor.database = database;
    expect(statements.length).toBe(9);
    await sql.query('SET enable_seqscan = off');
    for (const { text, values } of statements) {
      const { rows } = await sql.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).not.toContain('Seq Scan');
      expect(plan).not.toContain('Filter: (lower');
      expect(plan).toMatch(/Index (Only )?Scan|Bitmap Index Scan/);
    }
    await sql.query('RESET enable_seqscan');
  });
});
