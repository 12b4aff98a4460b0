import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents, readDocument, ROOT } from './documents.js';

/** Names of other projects and specifications that the code does not contain. */
const FOREIGN = new Set([
  'AppController',
  'PagesController',
  'RouterModule',
  'ValidationPipe',
  'AsyncLocalStorage',
  'autovacuum_vacuum_scale_factor',
  'compilerOptions',
  'SocialLogin',
  'forbidNonWhitelisted',
  'bodyParser',
  'localStorage',
  'max_prepared_statements',
  'setGlobalPrefix',
]);

/** Returns every word of the source files, the schema and the configuration. */
function sourceWords(): Set<string> {
  const files = ['src', 'prisma', 'bench'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(tsx?|prisma|sql)$/.test(path) && !path.startsWith('generated'))
      .map((path) => `${folder}/${path}`),
  );
  const text = [...files, 'package.json', '.env.example']
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
  return new Set(text.match(/[A-Za-z_$][\w$]*/g));
}

/**
 * Returns the names in the code spans of a text that consist of several words, such as `accessTokenTtl`.
 *
 * Omits the names of metrics, which the source assembles from parts. `metrics.spec.ts` checks them.
 */
function identifiers(text: string): string[] {
  const spans = text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g);
  return [...spans].flatMap(([, span = '']) =>
    (span.match(/[A-Za-z_$][\w$]*/g) ?? []).filter(
      (word) => /[a-z][A-Z]|\w_\w/.test(word) && !word.startsWith('social_auth_'),
    ),
  );
}

describe('an identifier in the documentation', () => {
  const words = sourceWords();
  const unreleased = readDocument('CHANGELOG.md').split('### Changed')[1] ?? '';
  const pages = documents().filter(({ path }) => path !== 'CHANGELOG.md');

  it.each(pages)('exists in the source: $path', ({ text }) => {
    const unknown = identifiers(text).filter((name) => !words.has(name) && !FOREIGN.has(name));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('exists in the source if the changelog names it as a new name', () => {
    const renamed = [...unreleased.matchAll(/`[^`]+`\s+\|\s+`([\w.]+)`/g)].map(
      ([, name = '']) => name.split('.').at(-1) ?? '',
    );
    expect(renamed.length).toBeGreaterThan(5);
    expect(renamed.filter((name) => !words.has(name))).toEqual([]);
  });
});
