import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocument, section } from '../docs/documents.js';
import type { TestDatabase } from '../support/database.js';
import { APP_SECRET, createExampleDatabase, generateClient } from './example-app.js';
import { run } from './packed-package.js';
import { Workspace } from './workspace.js';

/** What the example on Express and its tests need, and Jest. */
const DEPENDENCIES = {
  '@nestjs/cli': '^12.0.0',
  '@nestjs/common': '^12.0.0',
  '@nestjs/config': '^12.0.0',
  '@nestjs/core': '^12.0.0',
  '@nestjs/platform-express': '^12.0.0',
  '@nestjs/testing': '^12.0.0',
  '@prisma/adapter-pg': '^7.0.0',
  '@prisma/client': '^7.0.0',
  '@swc/core': '^1.15.0',
  '@swc/jest': '^0.2.39',
  '@types/express': '^5.0.0',
  '@types/node': '^24.0.0',
  '@types/supertest': '^7.0.0',
  dotenv: '^17.0.0',
  jest: '^30.0.0',
  prisma: '^7.0.0',
  'reflect-metadata': '^0.2.0',
  rxjs: '^7.0.0',
  supertest: '^7.0.0',
  typescript: '^6.0.0',
  'vite-tsconfig-paths': '^5.1.4',
  vitest: '^4.0.0',
};

/** Returns the configuration of Jest that the guide prints. */
function jestConfig(): string {
  const text = section(readDocument('docs/guides/test-your-app.md'), '### What does Jest need?');
  const [, config] = /```js\n([\s\S]*?)```/.exec(text) ?? [];
  if (config === undefined) throw new Error('The guide prints no configuration.');
  return config;
}

describe('the tests of an app that installs the package', () => {
  let workspace: Workspace;
  let database: TestDatabase;
  let directory: string;
  let variables: Record<string, string>;

  beforeAll(async () => {
    workspace = await Workspace.create(DEPENDENCIES);
    directory = await workspace.copy('express', 'shop');
    await generateClient(directory);
    await run(directory, 'npx nest build');
    database = await createExampleDatabase('express', directory);
    variables = { PUBLIC_URL: 'http://localhost:3000', DATABASE_URL: database.url, APP_SECRET };
  }, 600_000);
  afterAll(async () => {
    await database?.drop();
    await workspace?.packed.remove();
  });

  it('sign in, move the clock and race tabs with Vitest', async () => {
    const output = await run(
      directory,
      'npx vitest run --config ./vitest.config.e2e.ts 2>&1',
      variables,
    );
    expect(output).toMatch(/Tests +8 passed \(8\)/);
  }, 300_000);

  it('sign in, move the clock and race tabs with Jest', async () => {
    await writeFile(join(directory, 'jest.config.mjs'), jestConfig());
    const output = await run(directory, 'npx jest 2>&1', variables);
    expect(output).toMatch(/Tests: +8 passed, 8 total/);
    expect(output).not.toContain('did not exit');
  }, 300_000);
});
