import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

/** A child process that runs the built app. */
export class AppProcess {
  #output = '';
  readonly ended: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (text: Buffer) => (this.#output += text.toString()));
    child.stderr?.on('data', (text: Buffer) => (this.#output += text.toString()));
    this.ended = new Promise((resolve) => child.once('exit', resolve));
  }

  /** @param directory the working directory, which contains the `.data` of the app */
  static run(directory: string, variables: Record<string, string> = {}): AppProcess {
    const child = spawn(process.execPath, [MAIN], {
      cwd: directory,
      env: { PATH: process.env['PATH'] ?? '', ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new AppProcess(child);
  }

  /** The text that the process has written to stdout and stderr. */
  get output(): string {
    return this.#output;
  }

  /**
   * Waits until `/health` responds.
   *
   * @throws an error with the output of the process if it exits or does not respond within 30 seconds
   */
  async ready(origin: string): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt++) {
      if (this.child.exitCode !== null) break;
      const live = await fetch(`${origin}/health`).then(
        (response) => response.ok,
        () => false,
      );
      if (live) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the app did not start:\n${this.#output}`);
  }

  /** @returns the exit code */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}
