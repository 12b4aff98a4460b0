import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestDatabase } from '../support/database.js';
import type { AppUnderTest } from './app-under-test.js';
import {
  copyExample,
  createExampleDatabase,
  type ExampleName,
  startExample,
} from './example-app.js';
import { PackedPackage, run } from './packed-package.js';

/** A folder outside the repository with one installation of packages, which the apps in it share. */
export class Workspace {
  readonly #running: AppUnderTest[] = [];
  readonly #databases: TestDatabase[] = [];

  private constructor(readonly packed: PackedPackage) {}

  /** Installs the packed package together with other packages. */
  static async create(dependencies: Readonly<Record<string, string>>): Promise<Workspace> {
    const packed = await PackedPackage.create();
    const tarball = { 'nestjs-social-auth': `file:${packed.tarball}` };
    const manifest = { private: true, dependencies: { ...dependencies, ...tarball } };
    await writeFile(join(packed.directory, 'package.json'), JSON.stringify(manifest));
    await run(packed.directory, 'npm install --no-audit --no-fund');
    return new Workspace(packed);
  }

  /** Creates an empty folder with the installed packages. */
  async folder(name: string): Promise<string> {
    const folder = join(this.packed.directory, name);
    await mkdir(folder);
    await symlink(join(this.packed.directory, 'node_modules'), join(folder, 'node_modules'));
    return folder;
  }

  /** Copies an example into a folder with the installed packages. */
  async copy(example: ExampleName, name: string): Promise<string> {
    const folder = await this.folder(name);
    await copyExample(example, folder);
    return folder;
  }

  /** Starts a built example with a database of its own. */
  async start(
    example: ExampleName,
    directory: string,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<AppUnderTest> {
    const database = await createExampleDatabase(example, directory);
    this.#databases.push(database);
    const app = await startExample(directory, { DATABASE_URL: database.url, ...variables });
    this.#running.push(app);
    return app;
  }

  /** Stops the apps, and drops their databases. */
  async stopApps(): Promise<void> {
    for (const app of this.#running.splice(0)) await app.stop();
    for (const database of this.#databases.splice(0)) await database.drop();
  }
}
