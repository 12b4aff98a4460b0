import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The content of the `<style>` element of every page. The build copies the stylesheet to `dist` (`nest-cli.json`). */
export const STYLESHEET = readFileSync(new URL('./styles/emulator.css', import.meta.url), 'utf8')
  .replaceAll(/\/\*[^]*?\*\//g, '')
  .replaceAll(/\s+/g, ' ')
  .trim();

/** The CSP source that allows {@link STYLESHEET} and no other inline style (CSP Level 3 §2.3.1). */
export const STYLESHEET_HASH = `'sha256-${createHash('sha256').update(STYLESHEET).digest('base64')}'`;
