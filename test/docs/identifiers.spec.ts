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
  'checkpoint_timeout',
  'compilerOptions',
  'SocialLogin',
  'socialLogins',
  'forbidNonWhitelisted',
  'large_client_header_buffers',
  'bodyParser',
  'localStorage',
  'max_prepared_statements',
  'setGlobalPrefix',
  'wal_compression',
]);

/** Names of the projects that a page compares with this one. */
const FOREIGN_ON_PAGE: Readonly<Record<string, readonly string[]>> = {
  'docs/guides/google-id-tokens.md': ['login_uri'],
  'docs/explanation/nestjs-authentication.md': [
    'AuthenticationModule',
    'globalGuard',
    'JwtBearerProvider',
    'OidcAccountResolver',
    'OidcService',
    'PublicRoute',
    'SignInService',
  ],
  'docs/guides/add-a-provider.md': ['customHeaders', 'scopeSeparator'],
  'docs/explanation/performance.md': ['NODE_COMPILE_CACHE'],
  'docs/guides/call-provider-apis.md': ['offline_access'],
  'docs/guides/distributed-databases.md': ['yb_enable_read_committed_isolation'],
  'docs/guides/run-several-instances.md': ['primary_conninfo', 'synchronous_mode'],
  'docs/guides/migrate-from-authjs.md': [
    'allowDangerousEmailAccountLinking',
    'getServerSession',
    'OAuthAccountNotLinked',
    'VerificationToken',
  ],
  'docs/guides/migrate-from-better-auth.md': ['accountLinking', 'databaseHooks'],
  'docs/guides/migrate-from-passport-jwt.md': [
    'GithubStrategy',
    'GoogleStrategy',
    'JWT_SECRET',
    'jwtService',
  ],
  'docs/reference/compatibility.md': ['moduleResolution', 'skipLibCheck'],
};

/** Returns every word of the source files, the schema, the test support and the configuration. */
function sourceWords(): Set<string> {
  const files = ['src', 'prisma', 'bench', 'test/support'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(tsx?|prisma|sql)$/.test(path) && !path.startsWith('generated'))
      .map((path) => `${folder}/${path}`),
  );
  const text = [...files, 'package.json', '.env.example']
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
  return new Set(text.match(/[A-Za-z_$][\w$]*/g));
}

/** Returns every word in the code blocks of a text, which other tests run or parse. */
const codeWords = (text: string): string[] =>
  [...text.matchAll(/```[\s\S]*?```/g)].flatMap(
    ([block]) => block.match(/[A-Za-z_$][\w$]*/g) ?? [],
  );

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

  it.each(pages)('exists in the source or the code of its page: $path', ({ path, text }) => {
    const known = new Set([...FOREIGN, ...(FOREIGN_ON_PAGE[path] ?? []), ...codeWords(text)]);
    const unknown = identifiers(text).filter((name) => !words.has(name) && !known.has(name));
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
