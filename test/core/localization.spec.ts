import { describe, expect, it, test } from 'vitest';
import { Localization } from '../../src/social-auth/core/messages/localization.js';

const CATALOG = {
  greeting: 'Hello {name}',
  plain: 'Hello',
  files: { one: '{count} file', other: '{count} files' },
} as const;

const english = new Localization<typeof CATALOG>('en', CATALOG);
const arabic = new Localization<typeof CATALOG>('ar-EG', {
  greeting: 'مرحبا {name}',
  plain: 'مرحبا',
  files: { zero: 'صفر', one: 'واحد', two: 'اثنان', few: '{count} قليل', other: '{count} كثير' },
});

describe('a localization', () => {
  test.each([
    [0, 'صفر'],
    [1, 'واحد'],
    [2, 'اثنان'],
    [3, '٣ قليل'],
    [11, '١١ كثير'],
    [100, '١٠٠ كثير'],
  ])(
    'uses the plural forms and digits of Arabic in Egypt for %i, and "other" for missing forms',
    (count, text) => {
      expect(arabic.text('files', { count })).toBe(text);
    },
  );

  test.each([
    [0, '0 files'],
    [1, '1 file'],
    [1200, '1,200 files'],
  ])('uses the plural forms of English for %i', (count, text) => {
    expect(english.text('files', { count })).toBe(text);
  });

  it('isolates values of another writing direction', () => {
    expect(arabic.text('greeting', { name: 'GitHub (1)' })).toBe('مرحبا \u2068GitHub (1)\u2069');
    expect(english.text('greeting', { name: 'مزود' })).toBe('Hello \u2068مزود\u2069');
    expect(english.text('greeting', { name: 'GitHub' })).toBe('Hello GitHub');
  });

  it('requires the values of a message, and no other, at compile time', () => {
    // @ts-expect-error The value is missing.
    expect(english.text('greeting')).toBe('Hello {name}');
    // @ts-expect-error The placeholder has another name.
    expect(english.text('greeting', { nam: 'Ada' })).toBe('Hello {name}');
    // @ts-expect-error The message has no placeholder.
    expect(english.text('plain', { name: 'Ada' })).toBe('Hello');
    // @ts-expect-error The key is unknown.
    expect(() => english.text('unknown')).toThrow(TypeError);
  });

  it('inserts values unchanged', () => {
    expect(english.text('greeting', { name: '$& {name} <b>' })).toBe('Hello $& {name} <b>');
  });

  test.each([
    ['ar', 'rtl'],
    ['ar-EG', 'rtl'],
    ['he', 'rtl'],
    ['fa', 'rtl'],
    ['az-Arab', 'rtl'],
    ['az', 'ltr'],
    ['de', 'ltr'],
    ['ja', 'ltr'],
  ])('of %s has the writing direction %s', (locale, direction) => {
    expect(new Localization<typeof CATALOG>(locale, CATALOG).direction).toBe(direction);
  });
});
