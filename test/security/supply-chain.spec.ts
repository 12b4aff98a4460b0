import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
}

const read = (name: string) => JSON.parse(readFileSync(name, 'utf8')) as unknown;
const { packages } = read('package-lock.json') as { packages: Record<string, LockedPackage> };
const { allowScripts } = read('package.json') as { allowScripts: Record<string, boolean> };
const locked = Object.entries(packages).filter(([path]) => path !== '');

/** The name of a package, wherever in the tree it lies. */
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 13);

describe('what the project is made of', () => {
  it('is pinned, each package by its hash, and comes from the registry alone', () => {
    expect(locked.length).toBeGreaterThan(100);
    const registry = 'https://registry.npmjs.org/';
    const loose = locked.filter(
      ([, { resolved = registry, integrity = '' }]) =>
        !resolved.startsWith(registry) || !integrity.startsWith('sha512-'),
    );
    expect(loose.map(([path]) => path)).toEqual([]);
  });

  it('runs no script of others when it is installed', () => {
    const withScripts = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const undecided = withScripts.filter(([path]) => allowScripts[nameOf(path)] !== false);
    expect(undecided.map(([path]) => path)).toEqual([]);
  });
});
