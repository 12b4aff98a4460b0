import { existsSync } from 'node:fs';

/**
 * Runs a command with the environment of the process and of `.env`.
 *
 * Prints the message of an error without its stack trace and exits with code 1.
 */
export function runCli(command: (variables: NodeJS.ProcessEnv) => Promise<void>): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
  command(process.env).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
