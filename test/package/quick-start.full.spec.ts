import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmptyDatabase, executeSql, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { AppUnderTest, createMigration } from './app-under-test.js';
import { PackedPackage, run } from './packed-package.js';

const ROOT = join(import.meta.dirname, '../..');
const NEST = join(ROOT, 'node_modules/.bin/nest');

/** The shell commands of the tutorial, in their order. */
const commands = async () =>
  [
    ...(await readFile(join(ROOT, 'docs/tutorials/get-started.md'), 'utf8')).matchAll(
      /```sh\n([^`]*)```/g,
    ),
  ].flatMap(([, block = '']) => block.trim().split('\n'));

/**
 * The commands that need the internet beyond the package registry, or the published package, and what the test runs
 * instead. All other commands run as printed.
 */
const replacements = (tarball: string): Readonly<Record<string, string>> => ({
  'npx @nestjs/cli new shop --package-manager npm': `'${NEST}' new shop --package-manager npm --skip-git`,
  'npx nest add nestjs-social-auth': `npm install --no-audit '${tarball}' && npx nest add nestjs-social-auth --skip-install`,
  'npx prisma generate': `PRISMA_SCHEMA_ENGINE_BINARY='${process.execPath}' npx prisma generate`,
});

describe('the quick start', () => {
  let packed: PackedPackage;
  let database: TestDatabase;
  let app: AppUnderTest | undefined;

  beforeAll(async () => {
    [packed, database] = await Promise.all([PackedPackage.create(), createEmptyDatabase()]);
  }, 300_000);
  afterAll(async () => {
    await app?.stop();
    await database?.drop();
    await packed?.remove();
  });

  it('leads from nest new to a signed-in user, with one edited line', async () => {
    const publicUrl = `http://localhost:${await freePort()}`;
    const shop = join(packed.directory, 'shop');
    const migration = join(shop, 'prisma/migrations/1_add_social_auth/migration.sql');
    let directory = packed.directory;
    const performed: string[] = [];
    for (const command of await commands()) {
      performed.push(command);
      if (command === 'cd shop') {
        directory = shop;
      } else if (command.startsWith('npx prisma migrate dev --create-only')) {
        await mkdir(join(migration, '..'), { recursive: true });
        await writeFile(migration, await createMigration(shop));
      } else if (command === 'npx prisma migrate dev') {
        await executeSql(await readFile(migration, 'utf8'), database.url);
      } else if (command === 'npm run start') {
        app = await AppUnderTest.start(directory, command, { PUBLIC_URL: publicUrl });
      } else {
        await run(directory, replacements(packed.tarball)[command] ?? command);
      }
      if (command === 'npx nest add nestjs-social-auth') {
        const env = await readFile(join(shop, '.env'), 'utf8');
        await writeFile(
          join(shop, '.env'),
          env.replace(/^DATABASE_URL=.*$/m, `DATABASE_URL=${database.url}`),
        );
      }
    }
    expect(performed).toHaveLength(8);

    const browser = await app?.logIn('vera');
    const me = await browser?.json<{ userId: string; roles: string[] }>('/me');
    expect(me).toMatchObject({ userId: expect.any(String) as string, roles: [] });
    expect((await fetch(`${publicUrl}/me`)).status).toBe(401);
    // The app's own page at / stays.
    expect((await browser?.request('/'))?.body).toContain('Hello World!');
  }, 900_000);
});
