import { readEnvironment } from '../environment.js';
import { MIGRATIONS_DIRECTORY } from '../paths.js';
import { migrate } from '../../migrate/migrate.js';
import { runCli } from '../../cli/run-cli.js';

const log = (message: string) => process.stdout.write(`${message}\n`);

/** Applies pending migrations to the database of DATABASE_URL. */
async function run(variables: NodeJS.ProcessEnv): Promise<void> {
  const { DATABASE_URL, DIRECT_URL } = readEnvironment(variables);
  if (DATABASE_URL === undefined) {
    throw new Error(
      'DATABASE_URL is not set. Set it to the database to migrate. The app migrates the embedded PostgreSQL when it starts.',
    );
  }
  const { applied } = await migrate({
    connectionString: DIRECT_URL ?? DATABASE_URL,
    migrationsDirectory: MIGRATIONS_DIRECTORY,
    log,
  });
  log(applied.length === 0 ? 'No pending migrations.' : `Applied ${applied.length} migrations.`);
}

runCli(run);
