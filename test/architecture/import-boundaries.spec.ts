import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import {
  cruise,
  type ICruiseOptions,
  type ICruiseResult,
  type IConfiguration,
  type IViolation,
} from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Imports that must violate a rule: rule, importing file, imported file. */
const FORBIDDEN = [
  ['no-imports-between-services', 'social-auth/users/a.ts', 'social-auth/http/request/a.ts'],
  ['no-imports-between-services', 'social-auth/tokens/b.ts', 'social-auth/sessions/b.ts'],
  [
    'no-upward-imports-from-http-guards',
    'social-auth/http/guards/c.ts',
    'social-auth/http/login/c.ts',
  ],
  [
    'no-upward-imports-from-http-request',
    'social-auth/http/request/d.ts',
    'social-auth/http/errors/d.ts',
  ],
  ['no-http-or-database-in-flows', 'social-auth/flows/e.ts', 'social-auth/http/sessions/e.ts'],
  ['no-imports-into-pages', 'social-auth/pages/f.ts', 'social-auth/users/f.ts'],
  ['core-is-pure', 'social-auth/core/g.ts', 'social-auth/tokens/g.ts'],
  ['no-imports-of-the-module-file', 'social-auth/flows/h.ts', 'social-auth/social-auth.module.ts'],
  ['no-app-imports-from-the-module', 'social-auth/http/login/i.ts', 'app/environment.ts'],
  ['no-deep-imports-of-the-module', 'app/j.ts', 'social-auth/flows/j.ts'],
  ['no-deep-imports-of-the-module', 'admin/k.ts', 'social-auth/users/k.ts'],
  ['no-deep-imports-of-the-module-from-features', 'admin/l.ts', 'social-auth/users/l.ts'],
  ['no-deep-imports-of-the-module-from-features', 'oauth-server/m.ts', 'admin/m.ts'],
  ['no-module-imports-from-the-verifier', 'verifier/n.ts', 'social-auth/index.ts'],
  ['no-upward-imports-from-libraries', 'net/o.ts', 'social-auth/core/o.ts'],
  ['no-imports-from-the-emulator', 'emulator/p.ts', 'social-auth/index.ts'],
  ['no-imports-from-the-client', 'client/w.ts', 'net/w.ts'],
  ['no-imports-of-the-client', 'app/x.ts', 'client/x.ts'],
  ['no-imports-from-embedded-postgres', 'embedded-postgres/q.ts', 'app/q.ts'],
  ['no-deep-imports-of-embedded-postgres', 'app/u.ts', 'embedded-postgres/u.ts'],
  ['no-circular-imports', 'net/s.ts', 'net/t.ts'],
  ['no-prisma-outside-stores', 'social-auth/users/r.ts', 'generated/prisma/client.ts'],
] as const;

/** Completes the cycle of the case for `no-circular-imports`. */
const BACKWARD_IMPORT = ['net/t.ts', 'net/s.ts'] as const;

/** Imports that must not violate a rule: importing file, imported file. */
const ALLOWED = [
  ['app/v.ts', 'social-auth/index.ts'],
  ['admin/v.ts', 'social-auth/index.ts'],
  ['social-auth/http/login/v.ts', 'social-auth/http/guards/v.ts'],
  ['social-auth/flows/v.ts', 'social-auth/users/v.store.ts'],
  ['social-auth/users/v.store.ts', 'generated/prisma/client.ts'],
  ['social-auth/tokens/v.ts', 'social-auth/core/v.ts'],
  ['verifier/v.ts', 'net/v.ts'],
] as const;

let directory: string;
let violations: IViolation[];

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'boundaries-')));
  const forbidden = FORBIDDEN.map(([, from, to]) => [from, to] as const);
  const imports = [...forbidden, BACKWARD_IMPORT, ...ALLOWED];
  await writeSources(directory, imports);
  violations = await findViolations(directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const violationsOf = (from: string, to: string) =>
  violations
    .filter((each) => each.from === `src/${from}` && each.to === `src/${to}`)
    .map(({ rule }) => rule.name);

describe('import boundaries', () => {
  it.each(FORBIDDEN)('report %s when %s imports %s', (rule, from, to) => {
    expect(violationsOf(from, to)).toContain(rule);
  });

  it.each(ALLOWED)('allow %s to import %s', (from, to) => {
    expect(violationsOf(from, to)).toEqual([]);
  });
});

/** Writes one module per path, which imports the given targets. */
async function writeSources(
  root: string,
  imports: readonly (readonly [string, string])[],
): Promise<void> {
  const sources = new Map<string, string>(imports.map(([, to]) => [to, 'export {};\n']));
  for (const [from, to] of imports) {
    const path = relative(dirname(from), to).replace(/\.ts$/, '.js');
    sources.set(from, `import '${path.startsWith('.') ? path : `./${path}`}';\n`);
  }
  for (const [path, source] of sources) {
    const file = join(root, 'src', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, source);
  }
}

/** Checks the sources against the rules of `.dependency-cruiser.mjs`. */
async function findViolations(root: string): Promise<IViolation[]> {
  const { default: config } = (await import(
    join(import.meta.dirname, '../../.dependency-cruiser.mjs')
  )) as { default: IConfiguration };
  const { tsConfig: _, ...options } = config.options ?? {};
  const cruiseOptions: ICruiseOptions = {
    ...options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: config.forbidden ?? [] },
  };
  const { output } = await cruise(['src'], cruiseOptions);
  return (output as ICruiseResult).summary.violations;
}
