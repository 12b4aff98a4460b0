import { type Client, DatabaseError as PostgresError } from 'pg';
import { PrimaryClient } from '../net/primary-client.js';
import { MigrationError } from './migration-error.js';

const CONNECTION_TIMEOUT_MS = 10_000;

/**
 * Runs work on a new connection.
 *
 * @throws MigrationError `database_unreachable`
 */
export async function withConnection<T>(
  connectionString: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new PrimaryClient({
    connectionString,
    application_name: 'nestjs-social-auth migrate',
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
  });
  // The loss of the connection already rejects the query. Without a listener, it would also end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw new MigrationError(
      'database_unreachable',
      `Cannot connect to the database (${databaseReason(cause)}). Check that it is running and that DATABASE_URL is correct.`,
      { cause },
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Returns the current time of the database. */
export async function databaseTime(connectionString: string): Promise<Date> {
  return withConnection(connectionString, async (client) => {
    const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    return rows[0]?.now ?? new Date(Number.NaN);
  });
}

/** Returns the error message of PostgreSQL or of the network connection. */
export function databaseReason(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) {
    return databaseReason(cause.errors[0]);
  }
  if (cause instanceof PostgresError) return `${cause.message} (${cause.code})`;
  return cause instanceof Error ? cause.message : String(cause);
}
