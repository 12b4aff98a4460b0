import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The app secret of a development machine: made once, and kept so that logins survive a restart.
 *
 * @param directory where it is kept, in a file that only its owner reads
 */
export async function developmentSecret(directory: string): Promise<string> {
  const file = join(directory, 'app-secret');
  await mkdir(directory, { recursive: true });
  try {
    // `wx` lets one of two first starts win; the other reads what that one wrote.
    await writeFile(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}
