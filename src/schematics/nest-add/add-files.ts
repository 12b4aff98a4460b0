import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toCommonJs } from './commonjs.js';
import type { Tree } from './tree.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const TEMPLATES = join(HERE, 'files');

/** The models of the module, at the root of the package. */
const MODELS = join(HERE, '../../../prisma/social-auth.prisma');

/**
 * Creates the files of the schematic. Does not change files that already exist.
 *
 * @param sourceRoot folder that contains the source of the app
 * @param isCommonJs whether the app consists of CommonJS modules
 * @returns the paths of the files that already exist
 */
export function addFiles(tree: Tree, sourceRoot: string, isCommonJs: boolean): string[] {
  const files = readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.template'))
    .map((path) => ({
      path: join('/', path.replace(/^src\b/, sourceRoot).replace(/\.template$/, '')),
      content: readFileSync(join(TEMPLATES, path), 'utf8').replace(
        '../src/generated',
        `../${sourceRoot}/generated`,
      ),
    }));
  const models = {
    path: '/prisma/social-auth.prisma',
    content: readFileSync(MODELS, 'utf8'),
  };
  return [...files, models].flatMap(({ path, content }) => {
    if (tree.exists(path)) return [path];
    tree.create(path, isCommonJs ? toCommonJs(content) : content);
    return [];
  });
}
