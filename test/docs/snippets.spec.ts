import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents } from './documents.js';

const EXAMPLES = [
  join(import.meta.dirname, 'examples'),
  join(import.meta.dirname, '../../examples'),
];

/** The entry points of the package, by the folder of their source. */
const ENTRY_POINTS = {
  'social-auth': 'nestjs-social-auth',
  admin: 'nestjs-social-auth/admin',
  'provider-tokens': 'nestjs-social-auth/provider-tokens',
  'user-merge': 'nestjs-social-auth/user-merge',
  verifier: 'nestjs-social-auth/verifier',
  client: 'nestjs-social-auth/client',
  emulator: 'nestjs-social-auth/testing',
  testing: 'nestjs-social-auth/testing',
};

/** Replaces the import paths of this repository by those of an app that installs the package. */
const toPrintedPaths = (code: string) =>
  Object.entries(ENTRY_POINTS).reduce(
    (text, [folder, entry]) =>
      text.replace(new RegExp(`'(\\.\\./)+src/${folder}/index\\.js'`, 'g'), `'${entry}'`),
    code
      .replace(/'(\.\.\/)+src\/generated\//g, "'./generated/")
      // The tests run hooks with Preact.
      .replace("'preact/compat'", "'react'"),
  );

/** Removes white space and trailing commas, which the formatter of Markdown files changes. */
const normalize = (code: string) => code.replace(/\s+/g, '').replace(/,([)\]}])/g, '$1');

describe('the code in the documentation', () => {
  const examples = EXAMPLES.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => normalize(toPrintedPaths(readFileSync(join(folder, path), 'utf8')))),
  );
  const snippets = documents().flatMap(({ path, text }) =>
    [...text.matchAll(/```tsx?\n([\s\S]*?)```/g)].map(([, code = '']) => [path, code] as const),
  );

  it('is found in the documents', () => {
    expect(snippets.length).toBeGreaterThan(5);
  });

  it.each(snippets)('in %s is part of an example that is compiled and run', (_, code) => {
    expect(examples.filter((example) => example.includes(normalize(code)))).not.toEqual([]);
  });
});
