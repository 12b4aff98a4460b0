import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchProgram } from '../paths.js';
import { cpuSeconds } from './cpu-time.js';

/** A Node.js server to start. */
export interface ServerProgram {
  /** Script that listens on 127.0.0.1 and the port of the variable PORT. */
  script: string;
  args?: readonly string[];
  variables?: Readonly<Record<string, string>>;
  /** Path that returns 200 when the server is ready. */
  readyPath: string;
  /** Command prefix, for example to pin the process to a core. */
  prefix?: readonly string[];
  /** Flags of Node.js. */
  flags?: readonly string[];
  /** Default: a free port. */
  port?: number;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5000;
const OUTPUT_TAIL_LENGTH = 4000;
/** Number of garbage collections after which V8 discards the hidden classes of collected objects. */
const COLLECTIONS = 4;
/** Delay between two collections, in milliseconds. It is longer than a collection takes. */
const COLLECTION_INTERVAL_MS = 200;

/** Flags of Node.js that allow `collectGarbage` to trigger a collection. */
const GC_FLAGS = [
  '--expose-gc',
  '--import',
  benchProgram('processes/collect-on-signal.js'),
] as const;

const running = new Set<ChildProcess>();

// Servers must not outlive this process, even if it exits without cleanup.
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A server under test in a child process. */
export class ServerProcess {
  #output = '';
  readonly #exited: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    /** Time from the start of the process to its first response, in milliseconds. */
    public startMs = 0,
  ) {
    const append = (text: Buffer) => {
      this.#output = (this.#output + text.toString()).slice(-OUTPUT_TAIL_LENGTH);
    };
    child.stdout?.on('data', append);
    child.stderr?.on('data', append);
    this.#exited = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
    running.add(child);
    child.once('exit', () => running.delete(child));
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @throws Error with the end of its output when it does not become ready
   */
  static async start(program: ServerProgram): Promise<ServerProcess> {
    const { script, args = [], prefix = [], flags = [], variables = {} } = program;
    const port = program.port ?? (await findFreePort());
    const node = [process.execPath, ...GC_FLAGS, ...flags];
    const [command = '', ...rest] = [...prefix, ...node, script, ...args];
    const startedAt = performance.now();
    const child = spawn(command, rest, {
      env: { PATH: process.env['PATH'] ?? '', ...variables, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new ServerProcess(child, port);
    await server.#waitUntilReady(program.readyPath);
    server.startMs = performance.now() - startedAt;
    return server;
  }

  /** Returns the resident memory in MiB, or undefined on systems without /proc. */
  memoryMiB(): number | undefined {
    const kib = /^VmRSS:\s*(\d+)/m.exec(this.#readStatus())?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  }

  /** Returns the CPU time used so far, or undefined on systems without /proc. */
  cpuSeconds(): number | undefined {
    return cpuSeconds(this.child.pid ?? 0);
  }

  /** Triggers full garbage collections, as V8 does in an idle process. */
  async collectGarbage(): Promise<void> {
    for (let collection = 0; collection < COLLECTIONS; collection++) {
      this.child.kill('SIGCONT');
      // oxlint-disable-next-line no-await-in-loop -- collections must not overlap
      await sleep(COLLECTION_INTERVAL_MS);
    }
  }

  /** Kills the server, so it cannot complete requests or close connections. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#exited;
  }

  /** Stops the server with SIGTERM, and with SIGKILL after five seconds. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    const killTimer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.#exited;
    clearTimeout(killTimer);
  }

  async #waitUntilReady(path: string): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (this.child.exitCode === null && performance.now() < deadline) {
      if (await isReady(this.port, path)) return;
      await sleep(2);
    }
    await this.stop();
    throw new Error(`A server did not start. Last output:\n${this.#output}`);
  }

  #readStatus(): string {
    try {
      return readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    } catch {
      return '';
    }
  }
}

function isReady(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
