import type { Tree } from './tree.js';

const DEPENDENCIES = {
  '@nestjs/config': '^12.0.0',
  '@prisma/adapter-pg': '^7.0.0',
  '@prisma/client': '^7.0.0',
  dotenv: '^17.0.0',
};

const DEV_DEPENDENCIES = { prisma: '^7.0.0' };

/**
 * Adds the packages that the created files import to package.json.
 *
 * @returns whether a package was added
 */
export function addDependencies(tree: Tree): boolean {
  const before = tree.readText('/package.json');
  const manifest = JSON.parse(before) as {
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  const installed = { ...manifest.dependencies, ...manifest.devDependencies };
  const after = JSON.stringify(
    {
      ...manifest,
      dependencies: merge(manifest.dependencies, DEPENDENCIES, installed),
      devDependencies: merge(manifest.devDependencies, DEV_DEPENDENCIES, installed),
    },
    null,
    2,
  );
  if (after === before.trimEnd()) return false;
  tree.overwrite('/package.json', `${after}\n`);
  return true;
}

function merge(
  present: Readonly<Record<string, string>> = {},
  wanted: Readonly<Record<string, string>>,
  installed: Readonly<Record<string, string>>,
): Record<string, string> {
  const missing = Object.entries(wanted).filter(([name]) => !(name in installed));
  return Object.fromEntries(
    [...Object.entries(present), ...missing].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
