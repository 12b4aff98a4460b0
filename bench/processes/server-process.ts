import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { program as compiled } from '../paths.js';

/** What to start, and how. */
export interface ServerProgram {
  /** A script for node; it listens on 127.0.0.1 and the port of the variable PORT. */
  script: string;
  arguments?: readonly string[];
  variables?: Readonly<Record<string, string>>;
  /** Answers 200 once the server is ready. */
  path: string;
  /** What the command begins with, e.g. to pin it. */
  prefix?: readonly string[];
  /** For node itself. */
  flags?: readonly string[];
}

const PATIENCE_MS = 60_000;
const LAST_WORDS = 4000;
/** V8 remembers the shapes of dead objects for a few collections. */
const COLLECTIONS = 4;
/** More than one takes. */
const COLLECTION_MS = 200;

/** So that a server can be told to collect its garbage. */
const COLLECTING = ['--expose-gc', '--import', compiled('processes/collect-on-signal.js')] as const;

const running = new Set<ChildProcess>();

// Whatever ends this process in a hurry, no server outlives it.
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A server under test: a process of its own. */
export class ServerProcess {
  #output = '';
  readonly #exited: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    /** From the start of the process to its first answer, in milliseconds. */
    public startMs = 0,
  ) {
    const keep = (text: Buffer) => {
      this.#output = (this.#output + text.toString()).slice(-LAST_WORDS);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.#exited = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
    running.add(child);
    child.once('exit', () => running.delete(child));
  }

  /** @throws with its last words when it does not get ready */
  static async start(program: ServerProgram): Promise<ServerProcess> {
    const {
      script,
      path,
      prefix = [],
      flags = [],
      variables = {},
      arguments: words = [],
    } = program;
    const port = await freePort();
    const node = [process.execPath, ...COLLECTING, ...flags];
    const [command = '', ...rest] = [...prefix, ...node, script, ...words];
    const start = performance.now();
    const child = spawn(command, rest, {
      env: { PATH: process.env['PATH'] ?? '', ...variables, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new ServerProcess(child, port);
    await server.#ready(path);
    server.startMs = performance.now() - start;
    return server;
  }

  /** The last of what it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Its resident memory in MiB; undefined where the system does not tell. */
  memory(): number | undefined {
    const kib = /^VmRSS:\s*(\d+)/m.exec(this.#proc('status'))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  }

  /** The processor time it has used; undefined where the system does not tell. */
  cpuSeconds(): number | undefined {
    const stat = this.#proc('stat');
    // The name of the program comes in parentheses and may have any character in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system] = [fields[11], fields[12]];
    // The kernel counts in hundredths, whatever its own clock.
    return user === undefined ? undefined : (Number(user) + Number(system)) / 100;
  }

  /** Lets it collect all garbage, as V8 does in every process that has nothing to do for a while. */
  async collectGarbage(): Promise<void> {
    for (let turn = 0; turn < COLLECTIONS; turn++) {
      this.child.kill('SIGCONT');
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await sleep(COLLECTION_MS);
    }
  }

  /** Asks it to stop, and sees to it. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.#exited;
    clearTimeout(impatience);
  }

  async #ready(path: string): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (this.child.exitCode === null && performance.now() < deadline) {
      if (await answers(this.port, path)) return;
      await sleep(2);
    }
    await this.stop();
    throw new Error(`a server did not start:\n${this.#output}`);
  }

  #proc(file: string): string {
    try {
      return readFileSync(`/proc/${this.child.pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  }
}

function answers(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
