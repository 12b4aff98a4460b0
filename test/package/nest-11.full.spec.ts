import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { convertToCommonJs, generateClient } from './example-app.js';
import { run } from './packed-package.js';
import { checkSessionLifecycle } from './session-lifecycle.js';
import { Workspace } from './workspace.js';

const CASE_TIMEOUT = 900_000;

/** The versions that `nest new` of Nest 11 installs. */
const DEPENDENCIES = {
  '@nestjs/cli': '^11.0.0',
  '@nestjs/common': '^11.0.0',
  '@nestjs/config': '^4.0.0',
  '@nestjs/core': '^11.0.0',
  '@nestjs/platform-express': '^11.0.0',
  '@nestjs/platform-fastify': '^11.0.0',
  '@prisma/adapter-pg': '^7.0.0',
  '@prisma/client': '^7.0.0',
  '@types/express': '^5.0.0',
  '@types/node': '^24.0.0',
  dotenv: '^17.0.0',
  prisma: '^7.0.0',
  'reflect-metadata': '^0.2.0',
  rxjs: '^7.0.0',
  typescript: '^5.0.0',
};

describe('the packed package on Nest 11', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await Workspace.create(DEPENDENCIES);
    const installed = await run(workspace.packed.directory, 'npm ls @nestjs/common @nestjs/core');
    expect(installed).toContain('@nestjs/core@11.');
    expect(installed).not.toMatch(/@nestjs\/(common|core)@12/);
  }, 900_000);
  afterEach(() => workspace?.stopApps());
  afterAll(() => workspace?.packed.remove());

  it(
    'signs in, refreshes and revokes in a CommonJS app on Express',
    async () => {
      const app = await workspace.copy('express', 'express');
      await convertToCommonJs(app);
      await generateClient(app);
      await run(app, 'npm run build');
      await checkSessionLifecycle(await workspace.start('express', app), '/me');
    },
    CASE_TIMEOUT,
  );

  it(
    'signs in, refreshes and revokes in an app of ES modules on Fastify, and shows the account page',
    async () => {
      const app = await workspace.copy('fastify', 'fastify');
      await generateClient(app);
      await run(app, 'npm run build');
      const running = await workspace.start('fastify', app);
      await checkSessionLifecycle(running, '/members/me');
      const browser = await running.logIn('vera');
      expect((await browser.request('/')).body).toContain('Sign out');
    },
    CASE_TIMEOUT,
  );
});
