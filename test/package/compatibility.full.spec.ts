import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { convertToCommonJs, copyExample, edit, generateClient } from './example-app.js';
import { run } from './packed-package.js';
import { checkSessionLifecycle } from './session-lifecycle.js';
import { Workspace } from './workspace.js';

const DECLARATIONS = join(import.meta.dirname, 'declarations');
const CASE_TIMEOUT = 900_000;

/** What the examples and the builders of the Nest CLI need. */
const DEPENDENCIES = {
  '@nestjs/cli': '^12.0.0',
  '@nestjs/common': '^12.0.0',
  '@nestjs/config': '^12.0.0',
  '@nestjs/core': '^12.0.0',
  '@nestjs/platform-express': '^12.0.0',
  '@nestjs/platform-fastify': '^12.0.0',
  '@prisma/adapter-pg': '^7.0.0',
  '@prisma/client': '^7.0.0',
  '@rspack/core': '^2.0.0',
  '@swc/cli': '^0.8.0',
  '@swc/core': '^1.15.0',
  '@types/express': '^5.0.0',
  '@types/node': '^24.0.0',
  '@types/supertest': '^7.0.0',
  dotenv: '^17.0.0',
  'fork-ts-checker-webpack-plugin': '^9.0.0',
  prisma: '^7.0.0',
  'reflect-metadata': '^0.2.0',
  rxjs: '^7.0.0',
  supertest: '^7.0.0',
  'ts-loader': '^9.0.0',
  'tsconfig-paths-webpack-plugin': '^4.0.0',
  typescript: '^6.0.0',
  webpack: '^5.0.0',
  'webpack-node-externals': '^3.0.0',
};

const NODE_VERSIONS = [20, 22, 24];

/** Compiler options, and the `type` of the package.json, of apps that import the package. */
const COMPILERS: readonly [string, Readonly<Record<string, unknown>>, 'module' | 'commonjs'][] = [
  ['ES modules with nodenext', { module: 'nodenext' }, 'module'],
  ['ES modules with bundler', { module: 'esnext', moduleResolution: 'bundler' }, 'module'],
  ['ES modules that are not strict', { module: 'nodenext', strict: false }, 'module'],
  ['CommonJS with nodenext', { module: 'nodenext' }, 'commonjs'],
  ['CommonJS with node20', { module: 'node20' }, 'commonjs'],
  ['CommonJS with bundler', { module: 'commonjs', moduleResolution: 'bundler' }, 'commonjs'],
];

describe('the packed package', () => {
  let workspace: Workspace;
  let binaries: string;

  /** The PATH with a version of Node.js in front. */
  const pathOf = (version: number) =>
    `${binaries}/node_modules/node-${version}/bin:${process.env['PATH']}`;

  beforeAll(async () => {
    workspace = await Workspace.create(DEPENDENCIES);
    binaries = join(workspace.packed.directory, 'binaries');
    await mkdir(binaries);
    await writeFile(join(binaries, 'package.json'), '{ "private": true }');
    const packages = NODE_VERSIONS.map(
      (version) => `node-${version}@npm:node-${process.platform}-${process.arch}@${version}`,
    );
    await run(binaries, `npm install --no-audit --no-fund ${packages.join(' ')}`);
  }, 1_800_000);
  afterEach(() => workspace?.stopApps());
  afterAll(() => workspace?.packed.remove());

  describe('on other versions of Node.js', () => {
    let app: string;

    beforeAll(async () => {
      app = await workspace.copy('fastify', 'node-versions');
      await generateClient(app);
      await run(app, 'npm run build');
    }, CASE_TIMEOUT);

    it.each(NODE_VERSIONS)(
      'signs in, refreshes and revokes on Node.js %i, without a warning of Node.js',
      async (version) => {
        const PATH = pathOf(version);
        expect(await run(app, 'node --version', { PATH })).toMatch(`v${version}.`);
        const NODE_OPTIONS = '--trace-deprecation';
        const running = await workspace.start('fastify', app, { PATH, NODE_OPTIONS });
        await checkSessionLifecycle(running, '/members/me');
        expect(running.output).not.toMatch(/warning/i);
      },
      CASE_TIMEOUT,
    );

    it.each(NODE_VERSIONS)(
      'installs with its own dependencies on Node.js %i without a warning about the engine',
      async (version) => {
        const folder = join(workspace.packed.directory, `engine-${version}`);
        await mkdir(folder);
        await writeFile(join(folder, 'package.json'), '{ "private": true }');
        const command = `npm install --package-lock-only --legacy-peer-deps --prefer-offline --no-audit '${workspace.packed.tarball}' 2>&1`;
        const output = await run(folder, command, { PATH: pathOf(version) });
        expect(output).toContain('up to date');
        expect(output).not.toMatch(/warn/i);
      },
      CASE_TIMEOUT,
    );
  });

  describe('with the builders of the Nest CLI', () => {
    let esModules: string;
    let commonJs: string;

    beforeAll(async () => {
      esModules = await workspace.copy('express', 'es-modules');
      commonJs = await workspace.copy('express', 'commonjs');
      await convertToCommonJs(commonJs);
      await generateClient(esModules);
      await generateClient(commonJs);
    }, CASE_TIMEOUT);

    it.each(['swc', 'rspack'])(
      'signs in, refreshes and revokes in an app of ES modules that %s has built',
      async (builder) => {
        await run(esModules, `npx nest build --builder ${builder}`);
        await checkSessionLifecycle(await workspace.start('express', esModules), '/me');
      },
      CASE_TIMEOUT,
    );

    it.each(['tsc', 'swc', 'webpack'])(
      'signs in, refreshes and revokes in a CommonJS app that %s has built',
      async (builder) => {
        await run(commonJs, `npx nest build --builder ${builder}`);
        await checkSessionLifecycle(await workspace.start('express', commonJs), '/me');
      },
      CASE_TIMEOUT,
    );
  });

  it(
    'signs in, refreshes and revokes in npm workspaces whose library has the guarded controller',
    async () => {
      const root = join(workspace.packed.directory, 'monorepo');
      const app = join(root, 'app');
      const library = join(root, 'library');
      await copyExample('express', app);
      await writePackage(library);
      await cp(join(app, 'src/auth/me.controller.ts'), join(library, 'src/index.ts'));
      await edit(join(app, 'src/auth/auth.module.ts'), './me.controller.js', 'library');
      await edit(join(app, 'package.json'), '"dotenv"', '"library": "^1.0.0", "dotenv"');
      const manifest = join(workspace.packed.directory, 'package.json');
      await edit(manifest, '{', '{ "workspaces": ["monorepo/*"],');
      await run(workspace.packed.directory, 'npm install --prefer-offline --no-audit --no-fund');

      await run(library, 'npx tsc -p .');
      await generateClient(app);
      await run(app, 'npm run build');
      await checkSessionLifecycle(await workspace.start('express', app), '/me');
    },
    CASE_TIMEOUT,
  );

  it.each(COMPILERS)(
    'has declared and default types of users and claims, in %s',
    async (title, options, type) => {
      const folder = await workspace.folder(title.replaceAll(' ', '-'));
      await cp(DECLARATIONS, folder, { recursive: true });
      await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
      const compilerOptions = {
        target: 'ES2023',
        strict: true,
        skipLibCheck: false,
        isolatedModules: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        types: ['node'],
        noEmit: true,
        ...options,
      };
      for (const file of ['declared.ts', 'undeclared.ts']) {
        const config = { compilerOptions, files: [file] };
        await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
        await run(folder, 'npx tsc -p .');
      }
    },
    CASE_TIMEOUT,
  );
});

/** Writes a library of ES modules, without its source. */
async function writePackage(directory: string): Promise<void> {
  await mkdir(join(directory, 'src'), { recursive: true });
  const manifest = {
    name: 'library',
    version: '1.0.0',
    type: 'module',
    exports: { types: './dist/index.d.ts', default: './dist/index.js' },
    peerDependencies: { '@nestjs/common': '^12.0.0', 'nestjs-social-auth': '^0.1.0' },
  };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  const compilerOptions = {
    target: 'ES2023',
    module: 'nodenext',
    rootDir: 'src',
    outDir: 'dist',
    declaration: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
  };
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
}
