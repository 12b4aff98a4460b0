import { existsSync } from 'node:fs';

/**
 * Runs a program of this project: with the variables of the process and of `.env`, and with a fault told in
 * a sentence instead of a stack.
 *
 * @param work is given the variables; when it rejects the process ends with code 1
 */
export function runCli(work: (variables: NodeJS.ProcessEnv) => Promise<void>): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
  work(process.env).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
