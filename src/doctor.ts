import { existsSync } from 'node:fs';
import { diagnose } from './app/doctor/diagnose.js';
import { isWell, report } from './app/doctor/report.js';
import { MIGRATIONS_DIRECTORY } from './app/paths.js';

/** Checks the set-up that the app would start with, and says how to mend each fault. */
async function run(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const findings = await diagnose({
    variables: process.env,
    migrationsDirectory: MIGRATIONS_DIRECTORY,
    request: fetch,
  });
  process.stdout.write(report(findings));
  process.exitCode = isWell(findings) ? 0 : 1;
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
