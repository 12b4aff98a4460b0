import { Client, DatabaseError as PostgresError } from 'pg';
import { MigrationError } from './migration-error.js';

const CONNECTION_TIMEOUT_MS = 10_000;

/**
 * Runs work on one connection of its own.
 *
 * @throws MigrationError `database_unreachable`, with a sentence that says what to look at
 */
export async function withConnection<T>(
  connectionString: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({
    connectionString,
    application_name: 'nestjs-social-auth migrate',
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
  });
  // A connection that breaks fails the query it interrupts; the event alone would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw new MigrationError(
      'database_unreachable',
      `Cannot connect to the database (${databaseReason(cause)}): is it running, and is DATABASE_URL right?`,
      { cause },
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** @returns what time it is at the database. */
export async function databaseTime(connectionString: string): Promise<Date> {
  return withConnection(connectionString, async (client) => {
    const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    return rows[0]?.now ?? new Date(Number.NaN);
  });
}

/** What PostgreSQL or the socket says is wrong, in its own words. */
export function databaseReason(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) {
    return databaseReason(cause.errors[0]);
  }
  if (cause instanceof PostgresError) return `${cause.message} (${cause.code})`;
  return cause instanceof Error ? cause.message : String(cause);
}
