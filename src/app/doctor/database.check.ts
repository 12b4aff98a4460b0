import { databaseTime } from '../../migrate/connection.js';
import { pendingMigrations } from '../../migrate/migrate.js';
import { fail, pass, type CheckResult } from './check-result.js';
import type { ClockReading } from './clock.check.js';

/** The result of the database check. Contains the time of the database if the database is reachable. */
export interface DatabaseCheck {
  result: CheckResult;
  reading?: ClockReading;
}

/**
 * Checks that the database is reachable and migrated. Does not change or start a database.
 *
 * @param url connection string of the database. Undefined for the embedded PostgreSQL.
 */
export async function checkDatabase(
  url: string | undefined,
  migrationsDirectory: string,
): Promise<DatabaseCheck> {
  if (url === undefined) {
    const message =
      'DATABASE_URL is not set. The app starts and migrates an embedded PostgreSQL in ./.data.';
    return { result: pass('database', message) };
  }
  try {
    const startedAt = Date.now();
    const time = (await databaseTime(url)).getTime();
    const skewMs = (startedAt + Date.now()) / 2 - time;
    const pending = await pendingMigrations({ connectionString: url, migrationsDirectory });
    return { result: checkMigrations(pending), reading: { source: 'the database', skewMs } };
  } catch (error) {
    const message = error instanceof Error ? error.message : 'Cannot query the database.';
    const fix = 'Start PostgreSQL, and check host, port, name and password in DATABASE_URL.';
    return { result: fail('database', message, fix) };
  }
}

function checkMigrations(pending: readonly string[]): CheckResult {
  if (pending.length === 0) {
    return pass('database', 'The database is reachable and all migrations are applied.');
  }
  return fail(
    'database',
    `The database is reachable, but migrations are pending: ${pending.join(', ')}.`,
    'Run npm run db:migrate, or start the app, which applies pending migrations.',
  );
}
