import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents } from './documents.js';

const EXAMPLES = join(import.meta.dirname, 'examples');

/** Replaces the import paths of this repository by those of an app that contains a copy of the module. */
const toPrintedPaths = (code: string) =>
  code
    .replace(/'(\.\.\/)+src\/social-auth\/index\.js'/g, "'./social-auth/index.js'")
    .replace(/'(\.\.\/)+src\/verifier\/index\.js'/g, "'./verifier/index.js'");

/** Removes white space and trailing commas, which the formatter of Markdown files changes. */
const normalize = (code: string) => code.replace(/\s+/g, '').replace(/,([)\]}])/g, '$1');

describe('the code in the documentation', () => {
  const examples = readdirSync(EXAMPLES).map((name) =>
    normalize(toPrintedPaths(readFileSync(join(EXAMPLES, name), 'utf8'))),
  );
  const snippets = documents().flatMap(({ path, text }) =>
    [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => [path, code] as const),
  );

  it('is found in the documents', () => {
    expect(snippets.length).toBeGreaterThan(5);
  });

  it.each(snippets)('in %s is part of an example that is compiled and run', (_, code) => {
    expect(examples.filter((example) => example.includes(normalize(code)))).not.toEqual([]);
  });
});
