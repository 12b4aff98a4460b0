import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Returns the app secret for development. Generates the secret on first use and stores it, so that sessions survive
 * restarts.
 *
 * @param directory where the secret is stored, in a file with the mode 0600
 */
export async function loadDevelopmentSecret(directory: string): Promise<string> {
  const file = join(directory, 'app-secret');
  await mkdir(directory, { recursive: true });
  try {
    // `wx` fails if another process has created the file first. Both processes then read the same secret.
    await writeFile(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}
