import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SchematicTestRunner, type UnitTestTree } from '@angular-devkit/schematics/testing';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = join(ROOT, 'examples/express');
const require = createRequire(import.meta.url);

const nest = new SchematicTestRunner(
  '@nestjs/schematics',
  require.resolve('@nestjs/schematics/dist/collection.json'),
);
const ours = new SchematicTestRunner(
  'nestjs-social-auth',
  join(ROOT, 'dist/schematics/collection.json'),
);

const nestNew = (type: 'esm' | 'cjs' = 'esm') =>
  nest.runSchematic('application', {
    name: 'shop',
    directory: '.',
    packageManager: 'npm',
    type,
  });
const nestAdd = (tree: UnitTestTree) => ours.runSchematic('nest-add', {}, tree);

/** Path and content of every file of an app. */
const contents = (tree: UnitTestTree) =>
  Object.fromEntries(tree.files.map((path) => [path, tree.readContent(path)]));

/** Files that differ from those of `nest add`: without unused packages, and with tests. */
const OF_THE_EXAMPLE = ['package.json', 'tsconfig.json', 'test/auth.e2e-spec.ts'];

describe('nest add nestjs-social-auth', () => {
  let fresh: Record<string, string>;
  let app: UnitTestTree;

  beforeAll(async () => {
    const tree = await nestNew();
    fresh = contents(tree);
    app = await nestAdd(tree);
  });

  it('makes the Express example out of a new app', () => {
    const files = readdirSync(EXAMPLE, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(EXAMPLE, path)).isFile())
      .filter((path) => !OF_THE_EXAMPLE.includes(path));
    expect(files.length).toBeGreaterThan(10);
    for (const path of files) {
      expect(app.readContent(`/${path}`), path).toBe(readFileSync(join(EXAMPLE, path), 'utf8'));
    }
  });

  it('adds only packages that the created files import', () => {
    const { dependencies, devDependencies } = JSON.parse(
      app.readContent('/package.json'),
    ) as Record<string, Record<string, string>>;
    const before = JSON.parse(fresh['/package.json'] ?? '') as typeof dependencies;
    const added = Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !JSON.stringify(before).includes(`"${name}"`),
    );
    expect(added.toSorted()).toEqual([
      '@nestjs/config',
      '@prisma/adapter-pg',
      '@prisma/client',
      'dotenv',
      'prisma',
    ]);
  });

  it('writes a new secret to .env, and none to .env.example', () => {
    expect(app.readContent('/.env')).toMatch(/^APP_SECRET=[A-Za-z0-9+/]{64}$/m);
    expect(app.readContent('/.env.example')).toMatch(/^APP_SECRET=$/m);
  });

  it('changes nothing when it is repeated', async () => {
    const before = contents(app);
    expect(contents(await nestAdd(app))).toEqual(before);
  });

  it('keeps the files of an app that has Prisma and users, and adds relations to the user model', async () => {
    const tree = await nestNew();
    const schema = 'model User {\n  id    Int @id @default(autoincrement())\n  posts Post[]\n}\n';
    tree.create('/prisma/schema.prisma', schema);
    tree.create('/.env', 'DATABASE_URL=postgresql://db/mine');
    const changed = await nestAdd(tree);
    expect(changed.readContent('/prisma/schema.prisma')).toBe(
      schema.replace(
        '}',
        '  accounts           Account[]\n  sessions           Session[]\n  authorizationCodes AuthorizationCode[]\n}',
      ),
    );
    expect(changed.readContent('/.env')).toMatch(/^DATABASE_URL=postgresql:\/\/db\/mine\n/);
    expect(changed.readContent('/.env').match(/DATABASE_URL/g)).toHaveLength(1);
  });

  it('names the edits that only the developer can make, and none in a new app', async () => {
    const warnings: string[] = [];
    const subscription = ours.logger.subscribe(({ level, message }) => {
      if (level === 'warn') warnings.push(message);
    });
    await nestAdd(await nestNew());
    expect(warnings).toEqual([]);

    const tree = await nestNew();
    tree.create('/prisma/schema.prisma', 'model Customer {\n}\n\nmodel Account {\n}\n');
    tree.create('/prisma.config.ts', "export default { schema: 'prisma/schema.prisma' };\n");
    await nestAdd(tree);
    subscription.unsubscribe();
    expect(warnings).toEqual([
      '/prisma/schema.prisma has no model User. Add the relations of prisma/social-auth.prisma to your user model, and set the option models.user to its name.',
      '/prisma/schema.prisma has a model Account already. Rename the one in prisma/social-auth.prisma, and set the option models.account to its new name.',
      "/prisma.config.ts has the schema 'prisma/schema.prisma'. Set it to 'prisma', so that Prisma reads all files of the folder.",
    ]);
  });

  it('makes a CommonJS app out of a new CommonJS app, with imports like those of nest new', async () => {
    const changed = await nestAdd(await nestNew('cjs'));
    const sources = changed.files.filter((path) => /^\/src\/.*\.ts$/.test(path));
    expect(sources).toContain('/src/auth/auth.module.ts');
    for (const path of sources) expect(changed.readContent(path), path).not.toMatch(/\.js'/);
    expect(changed.readContent('/src/app.module.ts')).toContain("from './auth/auth.module'");
    expect(changed.readContent('/prisma/schema.prisma')).toContain('moduleFormat        = "cjs"');
  });

  it('is the schematic that the package declares', () => {
    const { schematics } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      schematics: string;
    };
    expect(existsSync(join(ROOT, schematics.replace('./lib', 'dist')))).toBe(true);
  });
});
