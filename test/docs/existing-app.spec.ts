import { readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument, ROOT, section, tableRows, unquote } from './documents.js';
import { importSpecifiers } from './source-file.js';

const page = readDocument('docs/tutorials/add-to-an-existing-app.md');

const folders = tableRows(section(page, '## 1. Copy the source')).map(([folder = '']) =>
  unquote(folder),
);

/** Packages that every Nest app has, or that only the Prisma client of the app imports. */
const EXPECTED_PACKAGES = [
  '@nestjs/common',
  '@nestjs/core',
  '@prisma/client',
  '@prisma/adapter-pg',
];

const files = folders.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => `${folder}/${path}`),
);

describe('the tutorial for existing apps', () => {
  it('copies every folder that the module imports', () => {
    const imported = files.flatMap((file) =>
      importSpecifiers(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => join(file, '..', specifier)),
    );
    const outside = imported.filter(
      (path) =>
        !folders.some((folder) => path.startsWith(`${folder}/`)) &&
        path !== 'src/generated/prisma/client.js',
    );
    expect([...new Set(outside)]).toEqual([]);
  });

  it('copies the assets that the build of this repository copies', () => {
    const { compilerOptions } = JSON.parse(readDocument('nest-cli.json')) as {
      compilerOptions: { assets: string[] };
    };
    for (const asset of compilerOptions.assets) expect(page).toContain(`"${asset}"`);
  });

  it('installs exactly the packages that the module imports, and their peers', () => {
    const imported = files
      .flatMap((file) => importSpecifiers(file))
      .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
      // A peer dependency of @nestjs/passport.
      .concat('passport');
    const [, command = ''] = /npm install (@nestjs[\s\S]*?)\n(?:npm|```)/.exec(page) ?? [];
    const installed = command.split(/[\s\\]+/).filter(Boolean);
    expect(installed.filter((name) => !EXPECTED_PACKAGES.includes(name)).toSorted()).toEqual(
      [...new Set(imported)].filter((name) => !EXPECTED_PACKAGES.includes(name)).toSorted(),
    );
  });
});
