import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrationSql } from '../schemas/prisma-tools.js';
import { createEmptyDatabase } from '../support/database.js';
import { TestBrowser } from '../support/test-browser.js';

/**
 * Returns the migration that `prisma migrate dev` would write for the schema files of an app. The Prisma CLI would
 * download its engine; the tests use the same engine compiled to WebAssembly.
 */
export async function createMigration(app: string): Promise<string> {
  const folder = join(app, 'prisma');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.prisma'));
  const files = await Promise.all(
    names.map(async (path) => ({ path, content: await readFile(join(folder, path), 'utf8') })),
  );
  const empty = await createEmptyDatabase();
  try {
    return await migrationSql(empty.url, undefined, files);
  } finally {
    await empty.drop();
  }
}

/** A process of an app, and of everything that it starts. */
export class AppUnderTest {
  #output = '';

  private constructor(
    readonly origin: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text: Buffer) => (this.#output += text.toString()));
    }
  }

  /** Starts an app, and waits until it responds. */
  static async start(
    directory: string,
    command: string,
    variables: Readonly<Record<string, string>> & { PUBLIC_URL: string },
  ): Promise<AppUnderTest> {
    const { PATH = '', HOME = '' } = process.env;
    const { port } = new URL(variables.PUBLIC_URL);
    const child = spawn('sh', ['-c', command], {
      cwd: directory,
      // A process group of its own: the command starts further processes.
      detached: true,
      env: { PATH, HOME, NO_COLOR: '1', PORT: port, ...variables },
    });
    const app = new AppUnderTest(variables.PUBLIC_URL, child);
    await app.#respond();
    return app;
  }

  /** Logs in as a persona of the emulator. */
  async logIn(persona: string): Promise<TestBrowser> {
    const browser = new TestBrowser(this.origin);
    const url = new URL(await browser.begin('google'));
    url.searchParams.set('login_hint', persona);
    url.searchParams.set('auto_approve', 'true');
    const { headers } = await fetch(url, { redirect: 'manual' });
    const { status } = await browser.request(headers.get('location') ?? '');
    if (status !== 303) throw new Error(`The callback returned ${status}.\n${this.#output}`);
    return browser;
  }

  /** What the app has written to its standard streams. */
  get output(): string {
    return this.#output;
  }

  async stop(): Promise<void> {
    const { pid, exitCode, signalCode } = this.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    process.kill(-pid, 'SIGTERM');
    await ended;
  }

  async #respond(): Promise<void> {
    for (let attempt = 0; attempt < 600 && this.child.exitCode === null; attempt++) {
      if (await fetch(this.origin).catch(() => undefined)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await this.stop();
    throw new Error(`The app did not start.\n${this.#output}`);
  }
}
