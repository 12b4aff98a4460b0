import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { ignoreCodes } from './error-codes.js';
import { type SystemUser, runAs, succeeds } from './system-user.js';

/** The PostgreSQL programs that the embedded database needs, as absolute paths. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** What is half made has a name that begins so, and is renamed when it is whole. */
export const UNFINISHED = '.init-';

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The folder of this platform's PostgreSQL, an optional npm dependency.
 * Throws a EmbeddedPostgresError when there is none for this platform or it is not installed.
 */
export function findPostgresPackage(): { native: string; version: string } {
  const platform = `${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const root = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
    const manifest: unknown = require(join(root, 'package.json'));
    const { version } = z.object({ version: z.string() }).parse(manifest);
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'embedded_postgres_unavailable',
      `There is no embedded PostgreSQL for ${platform} (the optional package ` +
        `@embedded-postgres/${platform} is not installed): set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
}

/**
 * Programs that the user can run: those of the package where they lie, else a copy below `place`.
 * A copy is needed when the user may not enter the package's folder, or when its install script,
 * which makes the links between its libraries, did not run.
 */
export async function providePostgresBinaries(
  source: { native: string; version: string },
  place: string,
  user: SystemUser,
  log: (message: string) => void,
): Promise<PostgresBinaries> {
  const installed = programsIn(source.native);
  if (await canRun(user, installed)) return installed;
  const copy = join(place, `postgresql-${source.version}`);
  const copied = programsIn(copy);
  if (await canRun(user, copied)) return copied;
  log(`Copying the PostgreSQL programs to ${copy}`);
  await copyPrograms(source.native, copy);
  await runAs(user, copied.postgres, ['--version']).catch((cause: unknown) => {
    throw new EmbeddedPostgresError(
      'embedded_postgres_unavailable',
      'The embedded PostgreSQL does not run on this system (it needs glibc and libstdc++ on Linux): ' +
        'set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  });
  return copied;
}

function programsIn(folder: string): PostgresBinaries {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

async function canRun(user: SystemUser, { initdb, postgres }: PostgresBinaries): Promise<boolean> {
  const runs = [initdb, postgres].map((program) => succeeds(user, program, ['--version']));
  return (await Promise.all(runs)).every(Boolean);
}

/** Copies beside and then renames, so that a copy is whole and two processes do not collide. */
async function copyPrograms(native: string, target: string): Promise<void> {
  const unfinished = await mkdtemp(join(dirname(target), UNFINISHED));
  try {
    await copyTree(native, unfinished);
    await linkLibraries(native, unfinished);
    await rename(unfinished, target).catch(ignoreCodes('ENOTEMPTY', 'EEXIST'));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function copyTree(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  await chmod(target, 0o755);
  const copyEntry = async (name: string, isDirectory: boolean): Promise<void> => {
    const copy = join(target, name);
    if (isDirectory) return copyTree(join(source, name), copy);
    await copyFile(join(source, name), copy, constants.COPYFILE_FICLONE);
    await chmod(copy, 0o755);
  };
  const entries = await readdir(source, { withFileTypes: true });
  const wanted = entries.filter((entry) => !entry.isSymbolicLink() && !entry.name.endsWith('.a'));
  await Promise.all(wanted.map((entry) => copyEntry(entry.name, entry.isDirectory())));
}

async function linkLibraries(native: string, copy: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(
    ignoreCodes('ENOENT'),
  );
  const links = symlinksSchema.parse(JSON.parse(list ?? '[]'));
  await Promise.all(
    links.map(({ source, target }) => {
      const link = join(copy, relative('native', target));
      return symlink(relative(dirname(target), source), link).catch(ignoreCodes('EEXIST'));
    }),
  );
}
