import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import type { Statement } from '../../src/social-auth/database/database.js';
import { resolveSchema } from '../../src/social-auth/database/resolve-schema.js';
import { revocationFeedStatements } from '../../src/social-auth/revocation/revocation-feed-statements.js';
import { sessionStatements } from '../../src/social-auth/sessions/session-statements.js';
import { userDeletionStatements } from '../../src/social-auth/users/user-deletion-statements.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const ROWS = 10_000;
const LIMIT = 10;

describe('the deletion of expired rows from a large table', () => {
  const schema = resolveSchema(
    new PrismaClient({ adapter: { provider: 'postgres', adapterName: 'none' } as never }),
  );
  const { deleteExpired } = sessionStatements(schema);
  const { deleteExpired: deleteRevocations } = revocationFeedStatements(schema);
  const { listDue } = userDeletionStatements(schema);
  let database: TestDatabase;
  let sql: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    sql = new Client(database.url);
    await sql.connect();
    await sql.query(`
      INSERT INTO "User" ("id", "updatedAt") SELECT gen_random_uuid(), now() FROM generate_series(1, ${ROWS});
      INSERT INTO "Session" ("id", "userId", "provider", "createdAt", "refreshedAt", "expiresAt")
        SELECT gen_random_uuid(), "id", 'google', now(), now(), now() + interval '90 days' FROM "User";
      INSERT INTO "SessionRevocation" ("sessionId", "revokedAt")
        SELECT gen_random_uuid(), now() FROM generate_series(1, ${ROWS})`);
  });
  afterAll(async () => {
    await sql.end();
    await database.drop();
  });
  beforeEach(() => sql.query('BEGIN'));
  afterEach(() => sql.query('ROLLBACK'));

  async function plan({ text }: Statement, values: readonly unknown[]): Promise<string> {
    const { rows } = await sql.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [...values]);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  const count = async (table: string) =>
    Number((await sql.query<{ count: string }>(`SELECT count(*) FROM "${table}"`)).rows[0]?.count);

  it.each([
    ['none has expired', 'false'],
    ['some have expired', `random() < 0.01`],
    ['half of them have expired', `random() < 0.5`],
  ])('reads indexes only when %s', async (_, condition) => {
    await sql.query(`
      UPDATE "Session" SET "expiresAt" = now() - interval '2 days' WHERE ${condition};
      UPDATE "SessionRevocation" SET "revokedAt" = now() - interval '1 day' WHERE ${condition};
      UPDATE "User" SET "deleteAfter" = now() - interval '1 day' WHERE ${condition};
      ANALYZE "Session", "SessionRevocation", "User"`);
    const plans = [
      await plan(deleteExpired, [LIMIT]),
      await plan(deleteRevocations, [LIMIT]),
      await plan(listDue, [null, null, LIMIT]),
    ];
    for (const each of plans) expect(each).not.toContain('Seq Scan');
  });

  it('deletes the oldest rows first, and not more than the limit', async () => {
    await sql.query(`
      UPDATE "Session" SET "expiresAt" = now() - interval '1 day' - random() * interval '100 days';
      UPDATE "SessionRevocation" SET "revokedAt" = now() - interval '1 day' WHERE random() < 0.5`);
    const oldest = await sql.query('SELECT "id" FROM "Session" ORDER BY "expiresAt" LIMIT $1', [
      LIMIT,
    ]);
    expect((await sql.query(deleteExpired.text, [LIMIT])).rows).toEqual([{ count: LIMIT }]);
    const left = await sql.query('SELECT FROM "Session" WHERE "id" = ANY ($1)', [
      oldest.rows.map(({ id }: { id: string }) => id),
    ]);
    expect(left.rowCount).toBe(0);
    await sql.query(deleteRevocations.text, [LIMIT]);
    expect(await count('Session')).toBe(ROWS - LIMIT);
    expect(await count('SessionRevocation')).toBe(ROWS - LIMIT);
  });
});
