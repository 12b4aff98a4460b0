import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PEERS, ROOT } from '../paths.js';

const require = createRequire(import.meta.url);

/**
 * Installs the dependencies of the peers on first use and builds the peers.
 *
 * @throws Error when npm cannot reach the registry
 */
export function installPeers(): void {
  if (!existsSync(join(PEERS, 'node_modules'))) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: PEERS,
    });
  }
  // Prevents the download of Prisma's schema engine, which `generate` does not run.
  runBin('prisma', ['generate', '--no-hints', '--schema', join(PEERS, 'textbook.prisma')], {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1',
  });
  runBin('typescript', ['-p', join(PEERS, 'tsconfig.json')]);
}

/** Returns the path of a built peer. */
export const peerProgram = (name: string) => join(PEERS, 'dist', `${name}.js`);

/** Runs the executable of an installed package. */
function runBin(
  packageName: string,
  args: readonly string[],
  variables: Record<string, string> = {},
): void {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { bin } = require(manifest) as { bin: Record<string, string> };
  const script = join(dirname(manifest), bin[packageName] ?? bin['tsc'] ?? '');
  execFileSync(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
