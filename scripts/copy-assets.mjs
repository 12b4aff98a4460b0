// Copies stylesheets, translations and templates next to the compiled code: `node scripts/copy-assets.mjs lib`
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const ASSETS = [
  'social-auth/pages/styles',
  'social-auth/pages/translations',
  'emulator/pages/styles',
  'schematics',
];
const [target] = process.argv.slice(2);

if (target === undefined) throw new Error('Usage: node scripts/copy-assets.mjs <folder>');

for (const folder of ASSETS.filter((asset) => existsSync(join(target, asset, '..')))) {
  cpSync(join('src', folder), join(target, folder), {
    recursive: true,
    filter: (path) => !/\.tsx?$/.test(path),
  });
}
