import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

/** The built app as a process of its own, as a person starts it. */
export class AppProcess {
  #output = '';
  readonly ended: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (text: Buffer) => (this.#output += text.toString()));
    child.stderr?.on('data', (text: Buffer) => (this.#output += text.toString()));
    this.ended = new Promise((resolve) => child.once('exit', resolve));
  }

  /** @param directory where it is started; its `.data` is kept there */
  static run(directory: string, variables: Record<string, string> = {}): AppProcess {
    const child = spawn(process.execPath, [MAIN], {
      cwd: directory,
      env: { PATH: process.env['PATH'] ?? '', ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new AppProcess(child);
  }

  /** Everything it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Waits until it answers. @throws with its output when it ends instead */
  async ready(origin: string): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt++) {
      if (this.child.exitCode !== null) break;
      const live = await fetch(`${origin}/health`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (live) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the app did not start:\n${this.#output}`);
  }

  /** @returns its exit code. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}
