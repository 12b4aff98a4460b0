import type { Tree } from './tree.js';

/** Returns whether the TypeScript files of an app are compiled to CommonJS modules. */
export function isCommonJsApp(tree: Tree): boolean {
  const { type } = JSON.parse(tree.readText('/package.json')) as { type?: string };
  return type !== 'module';
}

/**
 * Adapts source code or a Prisma schema to a CommonJS app. Removes the extension of relative imports, because Jest and
 * the webpack builder do not find `./file.ts` under the name `./file.js`. The files of `nest new` have no extensions
 * either.
 */
export function toCommonJs(text: string): string {
  return text
    .replaceAll(/(from '\.[^']+)\.js'/g, "$1'")
    .replace(
      '  importFileExtension = "js"',
      '  moduleFormat        = "cjs"\n  importFileExtension = ""',
    );
}
