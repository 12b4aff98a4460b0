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

/** Absolute paths of the PostgreSQL programs. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** Prefix of directories that are renamed once they are complete. */
export const TEMPORARY_PREFIX = '.init-';

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the npm package with the PostgreSQL programs for this platform. The package is an optional dependency.
 *
 * @throws EmbeddedPostgresError when there is no package for this platform, or the package is not installed
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
      `There is no embedded PostgreSQL for ${platform}: the optional package ` +
        `@embedded-postgres/${platform} is not installed. Install it, or set DATABASE_URL to use another PostgreSQL.`,
      { cause },
    );
  }
}

/**
 * Returns programs that the user can run. These are the programs of the package, or a copy of them in
 * `parentDirectory`.
 *
 * A copy is needed if the user cannot enter the directory of the package. It is also needed if the install script of
 * the package did not run, because this script creates the links between the libraries.
 *
 * @throws EmbeddedPostgresError when the programs do not run on this system
 */
export async function providePostgresBinaries(
  source: { native: string; version: string },
  parentDirectory: string,
  user: SystemUser,
  log: (message: string) => void,
): Promise<PostgresBinaries> {
  const installed = binariesIn(source.native);
  if (await canRun(user, installed)) return installed;
  const copy = join(parentDirectory, `postgresql-${source.version}`);
  const copied = binariesIn(copy);
  if (await canRun(user, copied)) return copied;
  log(`Copying the PostgreSQL programs to ${copy}.`);
  await copyBinaries(source.native, copy);
  await runAs(user, copied.postgres, ['--version']).catch((cause: unknown) => {
    throw new EmbeddedPostgresError(
      'embedded_postgres_unavailable',
      'The embedded PostgreSQL does not run on this system. On Linux it needs glibc and libstdc++. ' +
        'Install them, or set DATABASE_URL to use another PostgreSQL.',
      { cause },
    );
  });
  return copied;
}

function binariesIn(directory: string): PostgresBinaries {
  return { initdb: join(directory, 'bin', 'initdb'), postgres: join(directory, 'bin', 'postgres') };
}

async function canRun(user: SystemUser, { initdb, postgres }: PostgresBinaries): Promise<boolean> {
  const runs = [initdb, postgres].map((program) => succeeds(user, program, ['--version']));
  return (await Promise.all(runs)).every(Boolean);
}

/**
 * Copies the programs to a temporary directory and then renames the directory, so that an interrupted copy is never
 * used.
 */
async function copyBinaries(native: string, target: string): Promise<void> {
  const temporary = await mkdtemp(join(dirname(target), TEMPORARY_PREFIX));
  try {
    await copyTree(native, temporary);
    await linkLibraries(native, temporary);
    await rename(temporary, target).catch(ignoreCodes('ENOTEMPTY', 'EEXIST'));
  } finally {
    await rm(temporary, { recursive: true, force: true });
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
