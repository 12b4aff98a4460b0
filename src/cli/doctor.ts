import { formatReport, hasFailures } from '../app/doctor/report.js';
import { runChecks } from '../app/doctor/run-checks.js';
import { MIGRATIONS_DIRECTORY } from '../app/paths.js';
import { runCli } from './run-cli.js';

/** Checks the configuration of the app and prints a fix for each problem. Exits with 1 if a check fails. */
async function doctor(variables: NodeJS.ProcessEnv): Promise<void> {
  const results = await runChecks({
    variables,
    migrationsDirectory: MIGRATIONS_DIRECTORY,
    request: fetch,
  });
  process.stdout.write(formatReport(results));
  process.exitCode = hasFailures(results) ? 1 : 0;
}

runCli(doctor);
