import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accentStyles, contrast, textColorOn } from '../../src/social-auth/pages/accent-styles.js';
import { SURFACES } from '../../src/social-auth/pages/stylesheet.js';

const hexColor = integer({ min: 0, max: 0xffffff }).map(
  (color) => `#${color.toString(16).padStart(6, '0')}`,
);

/** Returns the custom properties of the light and of the dark scheme. */
const variables = (color: string) =>
  accentStyles(color, SURFACES)
    .split('@media (prefers-color-scheme: dark)')
    .map((css) =>
      Object.fromEntries(
        [...css.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [
          name,
          value,
        ]),
      ),
    );

describe('the accent color', () => {
  it('is the color of primary buttons', () => {
    for (const scheme of variables('#0a7')) expect(scheme).toMatchObject({ primary: '#00aa77' });
  });

  it.each([
    ['#4f46e5', '#ffffff'],
    ['#000', '#ffffff'],
    ['#ffd400', '#000000'],
    ['#fff', '#000000'],
  ])('%s has labels in %s', (color, text) => {
    expect(textColorOn(color)).toBe(text);
  });

  it('is readable in both schemes, as text and under labels, for every color', () => {
    assert(
      property(hexColor, (color) => {
        for (const [index, surfaces] of [SURFACES.light, SURFACES.dark].entries()) {
          const scheme = variables(color)[index] ?? {};
          const { accent = '', primary = '', 'on-primary': label = '' } = scheme;
          expect(contrast(label, primary)).toBeGreaterThanOrEqual(4.5);
          expect(contrast(label, scheme['primary-hover'] ?? '')).toBeGreaterThanOrEqual(4.5);
          for (const surface of surfaces) {
            expect(contrast(accent, surface)).toBeGreaterThanOrEqual(4.5);
            expect(contrast(scheme['primary-border'] ?? '', surface)).toBeGreaterThanOrEqual(3);
          }
        }
      }),
    );
  });

  it('has the contrast ratios of WCAG', () => {
    expect(contrast('#000', '#fff')).toBeCloseTo(21);
    expect(contrast('#777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});
