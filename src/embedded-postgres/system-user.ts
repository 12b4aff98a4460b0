import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A user of the operating system, as an option of `spawn`. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** Returns whether this process is root. PostgreSQL refuses to run as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Returns the user for a new cluster. This is the user of this process, or an unprivileged user if this process is
 * root.
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

/** Returns whether the user can enter a directory and all its parents. */
export async function canEnter(user: SystemUser, directory: string): Promise<boolean> {
  if (!isRoot()) return true;
  return succeeds(user, '/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory]);
}

/**
 * Runs a program as the user, with a minimal environment.
 *
 * @throws Error with the property `stderr` when the program fails
 */
export async function runAs(
  user: SystemUser,
  program: string,
  args: string[],
  cwd = '/',
): Promise<void> {
  await run(program, args, { cwd, ...identity(user), env: MINIMAL_ENVIRONMENT });
}

/** Runs a program as the user and returns whether it exits with 0. */
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

/** Returns the `spawn` options that run a child as the user. Only root can change the user. */
export function identity(user: SystemUser): Partial<SystemUser> {
  return isRoot() ? user : {};
}

/**
 * The environment of child processes. Contains no secrets, and sets the language to English because some messages are
 * parsed.
 */
export const MINIMAL_ENVIRONMENT = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };
