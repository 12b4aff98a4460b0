/** Red, green and blue, 0 to 255. */
type Rgb = readonly [number, number, number];

/** The colors behind text and buttons, light and dark. */
export interface Surfaces {
  readonly light: readonly string[];
  readonly dark: readonly string[];
}

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

/** Minimum contrast of text (WCAG 2.2 §1.4.3). */
const TEXT_CONTRAST = 4.5;

/** Minimum contrast of the border of a button (WCAG 2.2 §1.4.11). */
const BORDER_CONTRAST = 3;

/**
 * Returns the styles that replace the default accent color. Every text in the new color is readable.
 *
 * Primary buttons have exactly this color, with a label in black or white. Text, outlines and borders have a readable shade
 * of the color: darker on light pages, lighter on dark ones.
 *
 * @param color `#rgb` or `#rrggbb`
 */
export function accentStyles(color: string, surfaces: Surfaces): string {
  const light = schemeStyles(color, surfaces.light, BLACK, 7);
  const dark = schemeStyles(color, surfaces.dark, WHITE, 10);
  return ` :root { ${light} } @media (prefers-color-scheme: dark) { :root { ${dark} } }`;
}

/** Returns black or white, whichever is readable on a color, and white if both are. */
export function textColorOn(color: string): string {
  return toHex(textOn(parseColor(color)));
}

/** Returns the contrast of two colors, 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrast(color: string, other: string): number {
  return contrastOf(parseColor(color), parseColor(other));
}

function schemeStyles(
  color: string,
  surfaces: readonly string[],
  toward: Rgb,
  opacity: number,
): string {
  const fill = parseColor(color);
  const text = textOn(fill);
  const accent = readable(fill, surfaces, toward, TEXT_CONTRAST);
  const variables = {
    accent: toHex(accent),
    backdrop: `rgb(${(toward === WHITE ? accent : fill).join(' ')} / ${opacity}%)`,
    primary: toHex(fill),
    'primary-border': toHex(readable(fill, surfaces, toward, BORDER_CONTRAST)),
    'primary-hover': toHex(mix(fill, text === WHITE ? BLACK : WHITE, 0.12)),
    'on-primary': toHex(text),
  };
  return Object.entries(variables)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
}

/** A color on which white is not readable has a contrast of at least 4.6 with black. */
const textOn = (color: Rgb): Rgb => (contrastOf(color, WHITE) >= TEXT_CONTRAST ? WHITE : BLACK);

/** Returns the color, mixed with black or white as far as the contrast requires. */
function readable(color: Rgb, surfaces: readonly string[], toward: Rgb, minimum: number): Rgb {
  const backgrounds = surfaces.map(parseColor);
  const isReadable = (candidate: Rgb) =>
    backgrounds.every((background) => contrastOf(candidate, background) >= minimum);
  const steps = Array.from({ length: 20 }, (_, step) => mix(color, toward, step / 20));
  return steps.find(isReadable) ?? toward;
}

function mix(color: Rgb, other: Rgb, share: number): Rgb {
  const channel = (index: 0 | 1 | 2) =>
    Math.round(color[index] * (1 - share) + other[index] * share);
  return [channel(0), channel(1), channel(2)];
}

function contrastOf(color: Rgb, other: Rgb): number {
  const [a, b] = [luminance(color), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Returns the relative luminance of a color, 0 to 1 (WCAG 2.2). */
function luminance(color: Rgb): number {
  const linear = (channel: number) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const [red, green, blue] = color;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function parseColor(color: string): Rgb {
  const digits = color.slice(1);
  const hex = digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits;
  const channel = (index: number) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
  return [channel(0), channel(1), channel(2)];
}

const toHex = (color: Rgb) =>
  `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
