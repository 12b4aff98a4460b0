import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { EmbeddedPostgresOptions } from '../../src/embedded-postgres/embedded-postgres.js';

/** What the child says when it has started, or has not. */
export interface Answer {
  url?: string;
  error?: string;
}

/** Another process that runs an embedded PostgreSQL. */
export interface EmbeddedChild extends Answer {
  pid: number;
  /** Ends it as kill -9 does. */
  kill(): Promise<void>;
  /** Lets it stop PostgreSQL and end. */
  end(): Promise<void>;
}

/** Where the child finds its code, and who it becomes before it starts. */
export interface ChildSetting {
  /** Root of the project it belongs to. Default: this one. */
  project?: string;
  /** Default: the user of this process. */
  uid?: number;
}

const PROJECT = join(import.meta.dirname, '../..');

/** Starts an embedded PostgreSQL in a child process and waits for its answer. */
export async function startInChild(
  options: Omit<EmbeddedPostgresOptions, 'log'>,
  { project = PROJECT, uid = 0 }: ChildSetting = {},
): Promise<EmbeddedChild> {
  const module = pathToFileURL(join(project, 'dist/embedded-postgres/embedded-postgres.js')).href;
  const script = join(import.meta.dirname, 'embedded-child.mjs');
  const args = [script, module, JSON.stringify(options), String(uid)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const answer = JSON.parse(line) as Answer;
  return {
    ...answer,
    pid: child.pid ?? 0,
    kill: () => ended(child, () => child.kill('SIGKILL')),
    end: () => ended(child, () => child.stdin.end()),
  };
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  const exit = once(child, 'exit');
  end();
  if (child.exitCode === null && child.signalCode === null) await exit;
}

/** The command lines that contain a text, those of zombies left out. */
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
