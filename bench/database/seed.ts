import { CLIENT_ID } from '../apps/settings.js';
import { withClient } from './bench-postgres.js';

/** A session in the database. */
export interface SeededSession {
  sessionId: string;
  userId: string;
  generation: number;
  createdAt: Date;
  refreshedAt: Date;
  expiresAt: Date;
}

/**
 * Creates users with one Google account and one client session each.
 *
 * Creation times differ by one second. The profile that the fake provider returns, for example for the subject
 * `person-7`, equals the row of the user.
 */
export async function seed(url: string, count: number): Promise<void> {
  await withClient(url, async (client) => {
    // Skips foreign key checks, which would look up each of a million references.
    await client.query(`SET session_replication_role = replica`);
    await client.query(INSERT_USERS, [count]);
    await client.query(INSERT_ACCOUNTS);
    await client.query(INSERT_SESSIONS, [CLIENT_ID]);
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  });
}

/** Returns random active sessions of native clients, as the seed creates them. */
export async function sampleSessions(url: string, count: number): Promise<SeededSession[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<SeededSession>(
      `SELECT "id" AS "sessionId", "userId", "generation", "createdAt", "refreshedAt", "expiresAt" FROM "Session"
       WHERE "revokedAt" IS NULL AND "mode" = 'bearer' ORDER BY random() LIMIT $1`,
      [count],
    );
    return rows;
  });
}

const INSERT_USERS = `
  INSERT INTO "User" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
  SELECT uuidv7(make_interval(secs => n - $1)), 'person-' || n, 'person-' || n || '@example.com', true,
    now(), now()
  FROM generate_series(1, $1::int) AS n`;

const INSERT_ACCOUNTS = `
  INSERT INTO "Account" ("id", "userId", "provider", "subject", "name", "email", "emailVerified", "createdAt", "updatedAt")
  SELECT uuidv7(uuid_extract_timestamp("id") - now()), "id", 'google', "name", "name", "email", true, now(), now()
  FROM "User"`;

const INSERT_SESSIONS = `
  INSERT INTO "Session" ("id", "userId", "accountId", "provider", "mode", "clientId", "userAgent",
    "createdAt", "refreshedAt", "expiresAt")
  SELECT uuidv7(uuid_extract_timestamp("id") - now()), "userId", "id", 'google', 'bearer', $1,
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    date_trunc('second', now()), date_trunc('second', now()), date_trunc('second', now()) + interval '90 days'
  FROM "Account"`;
