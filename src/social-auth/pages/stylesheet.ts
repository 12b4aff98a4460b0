import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** In the order of the cascade. */
const FILES = ['tokens', 'base', 'controls', 'account', 'disclosures', 'activity', 'print'];

/** The content of the single `<style>` element of every page. */
export const STYLESHEET = FILES.map(readStyles).join('').trim();

/** The CSP source that allows {@link STYLESHEET} and no other inline style (CSP Level 3 §2.3.1). */
export const STYLESHEET_HASH = `'sha256-${createHash('sha256').update(STYLESHEET).digest('base64')}'`;

/** The page background, for browser UI around the page (`theme-color`). */
export const PAGE_BACKGROUND = pageBackgrounds(STYLESHEET);

/** Reads a file next to this one. The build copies `styles/` to `dist` (`nest-cli.json`). */
function readStyles(name: string): string {
  const css = readFileSync(new URL(`./styles/${name}.css`, import.meta.url), 'utf8');
  return css.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/\s+/g, ' ');
}

function pageBackgrounds(css: string): { light: string; dark: string } {
  const [light = '', dark = ''] = Array.from(
    css.matchAll(/--page: ([^;]+);/g),
    ([, color]) => color,
  );
  return { light, dark };
}
