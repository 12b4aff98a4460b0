import { withClient } from './bench-postgres.js';
import { CLIENT_ID } from '../apps/settings.js';

/** A session that the tables hold. */
export interface SeededSession {
  sessionId: string;
  userId: string;
  generation: number;
  createdAt: Date;
  refreshedAt: Date;
  expiresAt: Date;
}

/**
 * Fills the tables with people who have logged in once each, with Google and in an app of its own, as if
 * logged in one after the other; what the provider says of `person-7` is what the row says.
 */
export async function seed(url: string, count: number): Promise<void> {
  await withClient(url, async (client) => {
    // Nothing here can refer to nothing, so a million references need not be looked up.
    await client.query(`SET session_replication_role = replica`);
    await client.query(PEOPLE, [count]);
    await client.query(ACCOUNTS);
    await client.query(SESSIONS, [CLIENT_ID]);
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  });
}

/** @returns so many living sessions, from all over the table. */
export async function sampleSessions(url: string, count: number): Promise<SeededSession[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<SeededSession>(
      `SELECT "id" AS "sessionId", "userId", "generation", "createdAt", "refreshedAt", "expiresAt" FROM "Session"
       WHERE "revokedAt" IS NULL ORDER BY random() LIMIT $1`,
      [count],
    );
    return rows;
  });
}

const PEOPLE = `
  INSERT INTO "User" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
  SELECT uuidv7(make_interval(secs => n - $1)), 'person-' || n, 'person-' || n || '@example.com', true,
    now(), now()
  FROM generate_series(1, $1::int) AS n`;

const ACCOUNTS = `
  INSERT INTO "Account" ("id", "userId", "provider", "subject", "name", "email", "emailVerified", "createdAt", "updatedAt")
  SELECT uuidv7(uuid_extract_timestamp("id") - now()), "id", 'google', "name", "name", "email", true, now(), now()
  FROM "User"`;

const SESSIONS = `
  INSERT INTO "Session" ("id", "userId", "accountId", "provider", "mode", "clientId", "userAgent",
    "createdAt", "refreshedAt", "expiresAt")
  SELECT uuidv7(uuid_extract_timestamp("id") - now()), "userId", "id", 'google', 'bearer', $1,
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    date_trunc('second', now()), date_trunc('second', now()), date_trunc('second', now()) + interval '90 days'
  FROM "Account"`;
