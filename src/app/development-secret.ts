import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Returns the app secret for development. Generates the secret on first use and stores it, so that sessions survive
 * restarts.
 *
 * @param directory where the secret is stored, in a file with the mode 0600
 */
export async function loadDevelopmentSecret(directory: string): Promise<string> {
  const file = join(directory, 'app-secret');
  return (await read(file)) ?? (await create(file));
}

async function read(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Creates the file with a link to a complete one, so that processes that start at the same time read the same secret. */
async function create(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}-${randomBytes(6).toString('hex')}`;
  await writeFile(draft, randomBytes(48).toString('base64url'), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  return (await readFile(file, 'utf8')).trim();
}
