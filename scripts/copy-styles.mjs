// Copies the stylesheets of the pages next to their compiled code: `node scripts/copy-styles.mjs .bench/src`
import { cpSync } from 'node:fs';
import { join } from 'node:path';

const STYLES = 'social-auth/pages/styles';
const [target] = process.argv.slice(2);

if (target === undefined) throw new Error('Usage: node scripts/copy-styles.mjs <folder>');

cpSync(join('src', STYLES), join(target, STYLES), { recursive: true });
