import { describe, expect, it } from 'vitest';
import { createProfile, google, InvalidProfileError } from '../../src/social-auth/index.js';

const provider = google({ clientId: 'id', clientSecret: 'secret' });

describe('createProfile()', () => {
  it.each([
    ['7', '7'],
    [7, '7'],
    ['x'.repeat(768), 'x'.repeat(768)],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ])('accepts the subject %j', (subject, expected) => {
    expect(createProfile(provider, { subject })).toMatchObject({ subject: expected });
  });

  it.each([
    undefined,
    null,
    '',
    ' ',
    'a b',
    'ü',
    'x'.repeat(769),
    'undefined',
    'null',
    'NaN',
    '[object Object]',
    0,
    -1,
    1.5,
    NaN,
    2 ** 53,
    true,
    7n,
    [7],
    {},
  ])('rejects the subject %s', (subject) => {
    expect(() => createProfile(provider, { subject })).toThrow(InvalidProfileError);
  });

  it('sets the name of the provider, and drops what is malformed', () => {
    const claims = {
      provider: 'github',
      subject: '7',
      username: { toString: () => 'x' },
      name: '  Vera\u202e\u0000 ',
      email: 'vera@example.com\r\nBcc: x',
      emailVerified: true,
      picture: 'javascript:alert(1)',
    };
    expect(createProfile(provider, claims)).toEqual({
      provider: 'google',
      subject: '7',
      username: null,
      name: 'Vera',
      email: null,
      emailVerified: false,
      picture: null,
    });
  });

  it('considers an email address verified only if the provider returns true', () => {
    for (const emailVerified of [undefined, 'true', 1, {}, null]) {
      const profile = createProfile(provider, {
        subject: '7',
        email: 'a@b.example',
        emailVerified,
      });
      expect(profile).toMatchObject({ email: 'a@b.example', emailVerified: false });
    }
  });

  it('does not change a profile that it has created', () => {
    const claims = {
      subject: 7,
      name: 'Vera',
      email: 'a@b.example',
      isEmailWithheld: true,
      isNameWithheld: true,
    };
    const profile = createProfile(provider, claims);
    expect(createProfile(provider, profile)).toEqual(profile);
  });
});
