#!/usr/bin/env node
import { runDoctor } from './doctor.command.js';
import { runGrantRole } from './grant-role.command.js';
import { runCli } from './run-cli.js';
import { printSql } from './sql.command.js';

const USAGE = `Usage: nestjs-social-auth <command>

  doctor       reports what is wrong with social login in your app
  grant-role   gives a role to a user, for example to make the first administrator
  sql          prints the SQL of the module's triggers, with the names in your Prisma schema

"nestjs-social-auth <command> --help" describes that command.
`;

const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<void>>> = {
  doctor: runDoctor,
  'grant-role': runGrantRole,
  sql: printSql,
};

/** Runs the command that is the first argument. Without arguments, prints the usage. */
async function main([name = '--help', ...args]: string[]): Promise<void> {
  const command = COMMANDS[name];
  if (command !== undefined) return command(args);
  if (!['--help', '-h'].includes(name)) throw new Error(`Unknown command "${name}".\n\n${USAGE}`);
  process.stdout.write(USAGE);
}

runCli(() => main(process.argv.slice(2)));
