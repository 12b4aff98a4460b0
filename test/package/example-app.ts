import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { toCommonJs } from '../../src/schematics/nest-add/commonjs.js';
import { createEmptyDatabase, executeSql, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { AppUnderTest, createMigration } from './app-under-test.js';
import { run } from './packed-package.js';

const EXAMPLES = join(import.meta.dirname, '../../examples');

/** The secret of the examples. */
export const APP_SECRET = 'f3Kq8sVn2xYb7wLd0cRt5mHj9zPa4gEu';

/** An example with a database. */
export type ExampleName = 'express' | 'fastify' | 'realtime';

/** Copies an example out of the repository. */
export async function copyExample(name: string, directory: string): Promise<void> {
  await cp(join(EXAMPLES, name), directory, { recursive: true });
}

/** Generates the Prisma client of an app. The CLI would download its engine, which generating does not use. */
export async function generateClient(directory: string): Promise<void> {
  await run(directory, `PRISMA_SCHEMA_ENGINE_BINARY='${process.execPath}' npx prisma generate`);
}

/** Replaces text in a file of an app. */
export async function edit(path: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const edited = text.replace(from, to);
  if (edited === text) throw new Error(`${path} does not contain ${from.toString()}`);
  await writeFile(path, edited);
}

/** Makes an example a CommonJS app, with the files that `nest add` creates in one. */
export async function convertToCommonJs(directory: string): Promise<void> {
  await edit(join(directory, 'package.json'), '"type": "module",', '');
  const source = join(directory, 'src');
  await edit(join(source, 'main.ts'), 'await bootstrap();', 'void bootstrap();');
  const sources = await readdir(source, { recursive: true });
  const modules = sources.filter((path) => path.endsWith('.ts')).map((path) => join(source, path));
  for (const path of [...modules, join(directory, 'prisma/schema.prisma')]) {
    await writeFile(path, toCommonJs(await readFile(path, 'utf8')));
  }
}

/** Creates a database with the tables and triggers of a built example. */
export async function createExampleDatabase(
  name: ExampleName,
  directory: string,
): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  await executeSql(await createMigration(directory), database.url);
  await executeSql(await triggersOf(name, directory), database.url);
  return database;
}

/** Returns the SQL of the triggers of an example. The one on Fastify has names of its own. */
async function triggersOf(name: ExampleName, directory: string): Promise<string> {
  if (name === 'fastify') {
    return run(
      directory,
      'npx nestjs-social-auth sql --client ./dist/generated/prisma/client.js --model user=Member --model session=LoginSession --user-field name=displayName --user-field picture=avatarUrl',
    );
  }
  const { resolve } = createRequire(join(directory, 'package.json'));
  const installed = dirname(resolve('nestjs-social-auth/package.json'));
  return readFile(join(installed, 'prisma/social-auth.sql'), 'utf8');
}

/** Starts a built example. */
export async function startExample(
  directory: string,
  variables: Readonly<Record<string, string>>,
): Promise<AppUnderTest> {
  return AppUnderTest.start(directory, 'node dist/main.js', {
    PUBLIC_URL: `http://localhost:${await freePort()}`,
    APP_SECRET,
    ...variables,
  });
}
