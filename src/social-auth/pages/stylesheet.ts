import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { accentStyles } from './accent-styles.js';

/** In the order of the cascade. */
const FILES = [
  'tokens',
  'base',
  'controls',
  'forms',
  'account',
  'disclosures',
  'activity',
  'print',
];

const DEFAULT_STYLESHEET = FILES.map(readStyles).join('').trim();

/** The page background, for browser UI around the page (`theme-color`). */
export const PAGE_BACKGROUND = colors('page');

const CARD = colors('card');

/** The colors behind text and buttons. */
export const SURFACES = {
  light: [PAGE_BACKGROUND.light, CARD.light],
  dark: [PAGE_BACKGROUND.dark, CARD.dark],
};

/** The stylesheets by accent color. Each app in the process has one color. */
const stylesheets = new Map<string | undefined, string>();

/**
 * Returns the content of the single `<style>` element of every page.
 *
 * @param accentColor a validated hex color; default: the colors of the stylesheet
 */
export function stylesheet(accentColor?: string): string {
  const existing = stylesheets.get(accentColor);
  if (existing !== undefined) return existing;
  const accent = accentColor === undefined ? '' : accentStyles(accentColor, SURFACES);
  const created = DEFAULT_STYLESHEET + accent;
  stylesheets.set(accentColor, created);
  return created;
}

/** Returns the CSP source that allows a stylesheet and no other inline style (CSP Level 3 §2.3.1). */
export function stylesheetHash(accentColor?: string): string {
  return `'sha256-${createHash('sha256').update(stylesheet(accentColor)).digest('base64')}'`;
}

/** Reads a file next to this one. The build copies `styles/` to `dist` (`nest-cli.json`). */
function readStyles(name: string): string {
  const css = readFileSync(new URL(`./styles/${name}.css`, import.meta.url), 'utf8');
  return css.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/\s+/g, ' ');
}

/** Returns the two values of a custom property: the first for light pages, the second for dark ones. */
function colors(property: string): { light: string; dark: string } {
  const declaration = new RegExp(`--${property}: ([^;]+);`, 'g');
  const [light = '', dark = ''] = Array.from(
    DEFAULT_STYLESHEET.matchAll(declaration),
    ([, color]) => color,
  );
  return { light, dark };
}
