import { describe, expect, it, test } from 'vitest';
import { displayName, initials } from '../../src/social-auth/pages/display-name.js';

describe('the name of a user', () => {
  test.each([
    ['Ada Example', 'AE'],
    ['ada de la example', 'AE'],
    ['Ada', 'A'],
    ['  Élan  Ünal ', 'ÉÜ'],
    ['<b>Ada</b>', 'B'],
    ['見本 太郎', '見'],
    ['مثال بن نموذج', 'م'],
    ['🦊', '🦊'],
    ['👩‍👩‍👧 Family', 'F'],
  ])('%s has the initials %s', (name, expected) => {
    expect(initials({ name })).toBe(expected);
  });

  it('is replaced by the email address when it has no visible character', () => {
    expect(displayName({ name: ' \u200B\u202E', email: 'ada@example.com' })).toBe(
      'ada@example.com',
    );
    expect(displayName({ name: '' })).toBeUndefined();
    expect(initials({ email: 'ada@example.com' })).toBe('A');
    expect(initials({})).toBe('');
  });
});
