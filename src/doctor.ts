import { runCommand } from './app/command.js';
import { diagnose } from './app/doctor/diagnose.js';
import { isWell, report } from './app/doctor/report.js';
import { MIGRATIONS_DIRECTORY } from './app/paths.js';

/** Checks the set-up that the app would start with, and says how to mend each fault. */
async function run(variables: NodeJS.ProcessEnv): Promise<void> {
  const findings = await diagnose({
    variables,
    migrationsDirectory: MIGRATIONS_DIRECTORY,
    request: fetch,
  });
  process.stdout.write(report(findings));
  process.exitCode = isWell(findings) ? 0 : 1;
}

runCommand(run);
