import { formatReport, hasFailures } from '../doctor/report.js';
import { runChecks } from '../doctor/run-checks.js';
import { MIGRATIONS_DIRECTORY } from '../paths.js';
import { runCli } from '../../cli/run-cli.js';

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
