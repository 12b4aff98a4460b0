import { databaseTime } from '../../migrate/connection.js';
import { pendingMigrations } from '../../migrate/migrate.js';
import type { ClockReading } from './clock.check.js';
import { fail, pass, type CheckResult } from './check-result.js';

/** What asking the database has shown. */
export interface DatabaseProbe {
  findings: CheckResult[];
  reading: ClockReading | undefined;
}

/**
 * Asks whether the database answers and is migrated; changes nothing in it, and starts none.
 *
 * @param url of DATABASE_URL; undefined for the embedded one
 */
export async function checkDatabase(
  url: string | undefined,
  migrationsDirectory: string,
): Promise<DatabaseProbe> {
  if (url === undefined) {
    const says = 'The embedded PostgreSQL in ./.data is used: it starts with the app, migrated.';
    return { findings: [pass('database', says)], reading: undefined };
  }
  try {
    const begun = Date.now();
    const time = (await databaseTime(url)).getTime();
    const skewMs = (begun + Date.now()) / 2 - time;
    const pending = await pendingMigrations({ connectionString: url, migrationsDirectory });
    return { findings: [migrations(pending)], reading: { source: 'the database', skewMs } };
  } catch (error) {
    const says = error instanceof Error ? error.message : 'The database fails.';
    const mend = 'Start PostgreSQL, and mend host, port, name and password in DATABASE_URL.';
    return { findings: [fail('database', says, mend)], reading: undefined };
  }
}

function migrations(pending: readonly string[]): CheckResult {
  if (pending.length === 0) return pass('database', 'The database answers and is migrated.');
  return fail(
    'database',
    `The database answers but lacks ${pending.length} migration${pending.length === 1 ? '' : 's'}, beginning with ${pending[0]}.`,
    'Run npm run db:migrate, or start the app, which applies them.',
  );
}
