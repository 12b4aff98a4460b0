// Copies the stylesheets of the pages next to their compiled code: `node scripts/copy-styles.mjs .bench/src`
import { cpSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['social-auth/pages/styles', 'emulator/pages/styles'];
const [target] = process.argv.slice(2);

if (target === undefined) throw new Error('Usage: node scripts/copy-styles.mjs <folder>');

for (const folder of FOLDERS) {
  cpSync(join('src', folder), join(target, folder), { recursive: true });
}
