import { runCli } from './run-cli.js';
import { runChecks } from '../app/doctor/run-checks.js';
import { isWell, report } from '../app/doctor/report.js';
import { MIGRATIONS_DIRECTORY } from '../app/paths.js';

/** Checks the set-up that the app would start with, and says how to mend each fault. */
async function run(variables: NodeJS.ProcessEnv): Promise<void> {
  const findings = await runChecks({
    variables,
    migrationsDirectory: MIGRATIONS_DIRECTORY,
    request: fetch,
  });
  process.stdout.write(report(findings));
  process.exitCode = isWell(findings) ? 0 : 1;
}

runCli(run);
