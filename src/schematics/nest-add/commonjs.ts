import type { Tree } from './tree.js';

/** Returns whether the TypeScript files of an app are compiled to CommonJS modules. */
export function isCommonJsApp(tree: Tree): boolean {
  const { type } = JSON.parse(tree.readText('/package.json')) as { type?: string };
  return type !== 'module';
}

/**
 * Adapts source code or a Prisma schema to a CommonJS app: relative imports have no extension, as in the files of
 * `nest new`. Jest and the webpack builder do not find `./file.ts` as `./file.js`.
 */
export function toCommonJs(text: string): string {
  return text
    .replaceAll(/(from '\.[^']+)\.js'/g, "$1'")
    .replace(
      '  importFileExtension = "js"',
      '  moduleFormat        = "cjs"\n  importFileExtension = ""',
    );
}
