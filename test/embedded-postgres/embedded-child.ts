import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { EmbeddedPostgresOptions } from '../../src/embedded-postgres/index.js';

/** The result of the start in the child. */
export interface StartResult {
  url?: string;
  error?: string;
}

/** A child process that runs an embedded PostgreSQL. */
export interface EmbeddedChild extends StartResult {
  pid: number;
  /** Sends SIGKILL and waits for the exit. */
  kill(): Promise<void>;
  /** Stops PostgreSQL and waits for the exit. */
  end(): Promise<void>;
}

/** The code and the system user of the child. */
export interface ChildOptions {
  /** Root directory of the project. Default: this project. */
  project?: string;
  /** System user. Default: the user of this process. */
  uid?: number;
}

const PROJECT = join(import.meta.dirname, '../..');

/** Starts an embedded PostgreSQL in a child process and waits for the result. */
export async function startInChild(
  options: Omit<EmbeddedPostgresOptions, 'log'>,
  { project = PROJECT, uid = 0 }: ChildOptions = {},
): Promise<EmbeddedChild> {
  const module = pathToFileURL(join(project, 'dist/embedded-postgres/index.js')).href;
  const script = join(import.meta.dirname, 'embedded-child.mjs');
  const args = [script, module, JSON.stringify(options), String(uid)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const result = JSON.parse(line) as StartResult;
  return {
    ...result,
    pid: child.pid ?? 0,
    kill: () => waitForExit(child, () => child.kill('SIGKILL')),
    end: () => waitForExit(child, () => child.stdin.end()),
  };
}

async function waitForExit(child: ChildProcess, end: () => void): Promise<void> {
  const exit = once(child, 'exit');
  end();
  if (child.exitCode === null && child.signalCode === null) await exit;
}

/** Returns the command lines that contain a text. Omits zombies, whose command line is empty. */
export async function processesNaming(text: string): Promise<string[]> {
  return (await commandLines()).filter((command) => command.includes(text));
}

async function commandLines(): Promise<string[]> {
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', ['-axo', 'args=']);
    return stdout.split('\n');
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}
