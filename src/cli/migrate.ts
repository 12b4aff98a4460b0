import { runCli } from './run-cli.js';
import { readEnvironment } from '../app/environment.js';
import { MIGRATIONS_DIRECTORY } from '../app/paths.js';
import { migrate } from '../migrate/migrate.js';

const log = (message: string) => process.stdout.write(`${message}\n`);

/** Applies pending migrations to the database of DATABASE_URL. */
async function run(variables: NodeJS.ProcessEnv): Promise<void> {
  const { DATABASE_URL } = readEnvironment(variables);
  if (DATABASE_URL === undefined) {
    throw new Error(
      'DATABASE_URL is not set; the embedded PostgreSQL is migrated when the app starts.',
    );
  }
  const { applied } = await migrate({
    connectionString: DATABASE_URL,
    migrationsDirectory: MIGRATIONS_DIRECTORY,
    log,
  });
  log(applied.length === 0 ? 'There is nothing to apply.' : 'The database is up to date.');
}

runCli(run);
