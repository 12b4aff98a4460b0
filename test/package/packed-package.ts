import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const execute = promisify(execFile);

/** Runs a command without the variables of this test run. Rejects with its output when it fails. */
export async function run(
  directory: string,
  command: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const { stdout } = await execute('sh', ['-c', command], {
    cwd: directory,
    env: { PATH, HOME, NO_COLOR: '1', CHECKPOINT_DISABLE: '1', ...variables },
    maxBuffer: 64 * 2 ** 20,
  }).catch((error: Error & { stdout?: string }) => {
    throw new Error(`${error.message}\n${error.stdout}`, { cause: error });
  });
  return stdout;
}

/** The package as it would be published, in a temporary folder outside the repository. */
export class PackedPackage {
  private constructor(
    /** The temporary folder. Apps that install the package are created in it. */
    readonly directory: string,
    /** Path of the tarball. */
    readonly tarball: string,
  ) {}

  static async create(): Promise<PackedPackage> {
    const directory = await mkdtemp(join(tmpdir(), 'social-auth-package-'));
    const output = await run(ROOT, `npm pack --silent --pack-destination '${directory}'`);
    const name = output.trim().split('\n').at(-1) ?? '';
    return new PackedPackage(directory, join(directory, name));
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
