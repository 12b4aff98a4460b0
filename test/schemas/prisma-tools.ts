import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as schemaEngine from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { AppClient } from './app-client.js';

const require = createRequire(import.meta.url);
const GENERATED = join(import.meta.dirname, '.generated');

/** The class of a generated client. */
export type ClientClass = new (options: object) => AppClient;

/** A file of a Prisma schema. */
export interface SchemaFile {
  path: string;
  content: string;
}

/**
 * Generates the client of a schema, unless an earlier run has generated it.
 *
 * @param files the schema, with a generator whose output is `./client`
 */
export async function generateClient(files: readonly SchemaFile[]): Promise<ClientClass> {
  const packageJson = require.resolve('prisma/package.json');
  const { bin, version } = require(packageJson) as { bin: { prisma: string }; version: string };
  const content = version + JSON.stringify(files);
  const directory = join(
    GENERATED,
    createHash('sha256').update(content).digest('hex').slice(0, 12),
  );
  const finished = join(directory, '.finished');
  if (!existsSync(finished)) {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    for (const file of files) await writeFile(join(directory, file.path), file.content);
    const cli = join(dirname(packageJson), bin.prisma);
    await promisify(execFile)(process.execPath, [cli, 'generate', '--schema', '.', '--no-hints'], {
      cwd: directory,
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        CHECKPOINT_DISABLE: '1',
      },
    });
    await writeFile(finished, '');
  }
  const loaded = existsSync(join(directory, 'client/index.js'))
    ? (require(join(directory, 'client/index.js')) as unknown)
    : await import(join(directory, 'client/client.ts'));
  return (loaded as { PrismaClient: ClientClass }).PrismaClient;
}

/** Prisma's migration engine in WebAssembly, which needs no download. It returns what `prisma migrate dev` writes. */
let engineModule: Promise<void> | undefined;

async function loadEngine(): Promise<void> {
  const path = require.resolve('@prisma/schema-engine-wasm').replace(/\.js$/, '_bg.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(path), {
    './schema_engine_bg.js': schemaEngine as unknown as WebAssembly.ModuleImports,
  });
  const { exports } = instance as unknown as { exports: { __wbindgen_start(): void } };
  // oxlint-disable no-underscore-dangle -- names of wasm-bindgen
  schemaEngine.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  // oxlint-enable no-underscore-dangle
}

/**
 * Returns the migration from one schema to another.
 *
 * @param url an empty database, from which the engine reads the version of PostgreSQL
 * @param from undefined for an empty database
 */
export async function migrationSql(
  url: string,
  from: SchemaFile[] | undefined,
  to: SchemaFile[],
): Promise<string> {
  await (engineModule ??= loadEngine());
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url }));
  const datamodels = to.map(({ path, content }): [string, string] => [path, content]);
  const engine = await schemaEngine.SchemaEngine.new({ datamodels }, () => undefined, adapter);
  const { stdout } = await engine.diff({
    from: from === undefined ? { tag: 'empty' } : { tag: 'schemaDatamodel', files: from },
    to: { tag: 'schemaDatamodel', files: to },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? '';
}
