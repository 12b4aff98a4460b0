import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PEERS, ROOT } from '../paths.js';

const require = createRequire(import.meta.url);

/**
 * Installs what the peers need into a folder of their own, the first time, and builds them.
 *
 * @throws when the package registry cannot be reached
 */
export function providePeers(): void {
  if (!existsSync(join(PEERS, 'node_modules'))) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: PEERS,
    });
  }
  // The engine that Prisma would download is not used for this.
  run('prisma', ['generate', '--no-hints', '--schema', join(PEERS, 'textbook.prisma')], {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1',
  });
  run('typescript', ['-p', join(PEERS, 'tsconfig.json')]);
}

/** @returns a built program of the peers. */
export const peer = (name: string) => join(PEERS, 'dist', `${name}.js`);

/** Runs the first command of a package. */
function run(name: string, words: readonly string[], variables: Record<string, string> = {}): void {
  const path = require.resolve(`${name}/package.json`);
  const { bin } = require(path) as { bin: Record<string, string> };
  const script = join(dirname(path), bin[name] ?? bin['tsc'] ?? '');
  execFileSync(process.execPath, [script, ...words], {
    cwd: ROOT,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
