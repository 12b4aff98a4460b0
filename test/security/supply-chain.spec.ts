import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  /** Whether the package is a workspace of this repository. */
  link?: boolean;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
}

const read = (name: string) => JSON.parse(readFileSync(name, 'utf8')) as unknown;
const { packages } = read('package-lock.json') as { packages: Record<string, LockedPackage> };
const { allowScripts } = read('package.json') as { allowScripts: Record<string, boolean> };
const locked = Object.entries(packages).filter(
  ([path, { link }]) => path.startsWith('node_modules/') && link !== true,
);

/** Returns the package name of a path in the lockfile. */
const packageName = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 13);

describe('dependencies', () => {
  it('are pinned by hash and come from the npm registry only', () => {
    expect(locked.length).toBeGreaterThan(100);
    const registry = 'https://registry.npmjs.org/';
    const unpinned = locked.filter(
      ([, { resolved = registry, integrity = '' }]) =>
        !resolved.startsWith(registry) || !integrity.startsWith('sha512-'),
    );
    expect(unpinned.map(([path]) => path)).toEqual([]);
  });

  it('run no install scripts', () => {
    const withScripts = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const allowed = withScripts.filter(([path]) => allowScripts[packageName(path)] !== false);
    expect(allowed.map(([path]) => path)).toEqual([]);
  });
});
