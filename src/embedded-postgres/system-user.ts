import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The operating system's user that PostgreSQL runs as; fits the options of `spawn`. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** Whether this process is root, as whom PostgreSQL refuses to run. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The user for a new database: this process's own, or for root an account without privileges, for
 * PostgreSQL refuses to run as root.
 */
export async function chooseSystemUser(): Promise<SystemUser> {
  if (!isRoot()) return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const accounts = passwd.split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find(([name]) => name === wanted) ?? [];
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: 65_534, gid: 65_534 };
}

/** Whether the user may enter a folder, all its parents included. */
export async function canEnter(user: SystemUser, folder: string): Promise<boolean> {
  if (!isRoot()) return true;
  return succeeds(user, '/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder]);
}

/** Runs a program as the user, with next to no environment; throws with its words when it fails. */
export async function runAs(
  user: SystemUser,
  program: string,
  args: string[],
  cwd = '/',
): Promise<void> {
  await run(program, args, { cwd, ...identity(user), env: BARE_ENVIRONMENT });
}

/** Whether a program runs as the user and ends well. */
export async function succeeds(
  user: SystemUser,
  program: string,
  args: string[],
): Promise<boolean> {
  return runAs(user, program, args).then(
    () => true,
    () => false,
  );
}

/** The `spawn` options that make a child that user's; none when it is our own. */
export function identity(user: SystemUser): Partial<SystemUser> {
  return isRoot() ? user : {};
}

/** What our children see of the environment: nothing secret, nothing that changes their language. */
export const BARE_ENVIRONMENT = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };
