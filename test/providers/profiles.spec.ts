import { describe, expect, it } from 'vitest';
import { github, google, InvalidProfileError } from '../../src/social-auth/index.js';

const client = { clientId: 'id', clientSecret: 'secret' };
const fromGoogle = (userinfo: unknown) => google(client).toProfile({ userinfo });
const fromGitHub = (user: unknown, emails: unknown = []) =>
  github(client).toProfile({ user, emails });

describe('google().toProfile()', () => {
  it('maps the userinfo response', () => {
    const userinfo = {
      sub: '110',
      name: 'Vera Sample',
      email: 'vera@example.com',
      email_verified: true,
      picture: 'https://lh3.googleusercontent.com/a/x=s96-c',
    };
    expect(fromGoogle(userinfo)).toEqual({
      provider: 'google',
      subject: '110',
      username: null,
      name: 'Vera Sample',
      email: 'vera@example.com',
      emailVerified: true,
      picture: 'https://lh3.googleusercontent.com/a/x=s96-c',
    });
  });

  it.each([undefined, null, '', 0, 110, true, [], ['110'], {}, 'x'.repeat(256)])(
    'throws when sub is %j',
    (sub) => {
      expect(() => fromGoogle({ sub, email: 'vera@example.com' })).toThrow(InvalidProfileError);
    },
  );

  it.each([null, [], [{ sub: '110' }], 'text', 7, undefined])(
    'throws when the response is %j',
    (response) => {
      expect(() => fromGoogle(response)).toThrow(InvalidProfileError);
    },
  );

  it.each([undefined, null, 'true', 'True', 1, {}, [true]])(
    'returns an unverified email address when email_verified is %j',
    (email_verified) => {
      const profile = fromGoogle({ sub: '110', email: 'vera@example.com', email_verified });
      expect(profile).toMatchObject({ email: 'vera@example.com', emailVerified: false });
    },
  );

  it('returns no verified email address without an email address', () => {
    expect(fromGoogle({ sub: '110', email_verified: true })).toMatchObject({
      email: null,
      emailVerified: false,
    });
  });
});

describe('github().toProfile()', () => {
  const emails = [
    { email: 'old@example.com', primary: false, verified: true },
    { email: 'vera@example.com', primary: true, verified: true },
  ];

  it('maps the user with the primary email address', () => {
    const user = {
      id: 7,
      login: 'vera',
      name: 'Vera Sample',
      email: 'public@example.com',
      avatar_url: 'https://a.example/7',
    };
    expect(fromGitHub(user, emails)).toEqual({
      provider: 'github',
      subject: '7',
      username: 'vera',
      name: 'Vera Sample',
      email: 'vera@example.com',
      emailVerified: true,
      picture: 'https://a.example/7',
    });
  });

  it('uses the login name when there is no name', () => {
    expect(fromGitHub({ id: 7, login: 'vera', name: null })).toMatchObject({ name: 'vera' });
  });

  it.each([undefined, null, 0, -1, 1.5, '7', 'undefined', 2 ** 53, NaN, [7], {}])(
    'throws when id is %j',
    (id) => {
      expect(() => fromGitHub({ id, login: 'vera' })).toThrow(InvalidProfileError);
    },
  );

  it.each([null, {}, 'text', [null], [[]], ['vera@example.com']])(
    'throws when the response with the email addresses is %j',
    (response) => {
      expect(() => fromGitHub({ id: 7 }, response)).toThrow(InvalidProfileError);
    },
  );

  it.each([
    [
      'the primary address is not verified',
      [{ email: 'a@example.com', primary: true, verified: false }],
      'a@example.com',
    ],
    [
      'verified is a string',
      [{ email: 'a@example.com', primary: true, verified: 'true' }],
      'a@example.com',
    ],
    [
      'neither a primary nor a verified address exists',
      [{ email: 'a@example.com', primary: false, verified: false }],
      null,
    ],
    ['the list is empty', [], null],
  ])('returns no verified email address when %s', (_, list, email) => {
    expect(fromGitHub({ id: 7 }, list)).toMatchObject({ email, emailVerified: false });
  });
});

describe('the email address that github().toProfile() selects', () => {
  const address = (email: string, traits: { primary?: boolean; verified?: unknown } = {}) => ({
    email,
    primary: false,
    verified: true,
    ...traits,
  });
  const noreply = address('7+vera@users.noreply.github.com');
  const unverifiedPrimary = address('primary@example.com', { primary: true, verified: false });

  it.each([
    [
      'the primary one, even if it is a noreply address',
      [address('work@example.com'), { ...noreply, primary: true }],
      noreply.email,
      true,
    ],
    [
      'the first verified one that accepts email, when no address is primary',
      [noreply, address('a@example.com'), address('b@example.com')],
      'a@example.com',
      true,
    ],
    [
      'a verified one rather than an unverified primary one',
      [unverifiedPrimary, address('work@example.com')],
      'work@example.com',
      true,
    ],
    [
      'the noreply address, when no other one is verified',
      [unverifiedPrimary, noreply],
      noreply.email,
      true,
    ],
    [
      'the noreply address of a GitHub Enterprise Server last, too',
      [address('vera@users.noreply.git.example.com'), address('a@example.com')],
      'a@example.com',
      true,
    ],
    [
      'the unverified primary one, when no address is verified',
      [address('b@example.com', { verified: false }), unverifiedPrimary],
      'primary@example.com',
      false,
    ],
    [
      'a valid one, when the primary one is malformed',
      [address('not an address', { primary: true }), address('a@example.com')],
      'a@example.com',
      true,
    ],
  ])('is %s', (_, list, email, emailVerified) => {
    expect(fromGitHub({ id: 7 }, list)).toMatchObject({ email, emailVerified });
  });
});

describe('the fields of a profile', () => {
  it.each([
    ['a script', 'javascript:alert(1)'],
    ['plain http', 'http://e.example/a.png'],
    ['credentials', 'https://a:b@e.example/'],
    ['data', 'data:image/png;base64,AA'],
    ['relative', 'a.png'],
    ['an object', {}],
    ['3 KB', `https://e.example/${'a'.repeat(3000)}`],
  ])('have no picture when its URL is %s', (_, picture) => {
    expect(fromGoogle({ sub: '110', picture }).picture).toBeNull();
  });

  it.each([
    ['direction marks', 'Vera\u202eelpmaS', 'Vera elpmaS'],
    ['control characters', 'Vera\u0000\nSample', 'Vera  Sample'],
    ['only spaces', '   ', null],
    ['a number', 7, null],
    ['500 characters', 'x'.repeat(500), 'x'.repeat(200)],
  ])('have a sanitized name when it is %s', (_, name, expected) => {
    expect(fromGoogle({ sub: '110', name }).name).toBe(expected);
  });

  it.each(['', 'nobody', 'a@b@c', 'a b@c', '<a@b>', `${'x'.repeat(320)}@example.com`, 7, ['a@b']])(
    'have no email address when it is %j',
    (email) => {
      expect(fromGoogle({ sub: '110', email, email_verified: true })).toMatchObject({
        email: null,
        emailVerified: false,
      });
    },
  );
});
