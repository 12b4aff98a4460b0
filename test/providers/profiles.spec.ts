import { describe, expect, it } from 'vitest';
import { github, google, InvalidProfileError } from '../../src/social-auth/index.js';

const client = { clientId: 'id', clientSecret: 'secret' };
const fromGoogle = (userinfo: unknown) => google(client).toProfile({ userinfo });
const fromGitHub = (user: unknown, emails: unknown = []) =>
  github(client).toProfile({ user, emails });

describe("Google's userinfo", () => {
  it('becomes a profile', () => {
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
    'is refused when sub is %j',
    (sub) => {
      expect(() => fromGoogle({ sub, email: 'vera@example.com' })).toThrow(InvalidProfileError);
    },
  );

  it.each([null, [], [{ sub: '110' }], 'text', 7, undefined])(
    'is refused when it is %j',
    (answer) => {
      expect(() => fromGoogle(answer)).toThrow(InvalidProfileError);
    },
  );

  it.each([undefined, null, 'true', 'True', 1, {}, [true]])(
    'does not make an email verified when email_verified is %j',
    (email_verified) => {
      const profile = fromGoogle({ sub: '110', email: 'vera@example.com', email_verified });
      expect(profile).toMatchObject({ email: 'vera@example.com', emailVerified: false });
    },
  );

  it('without an email has none that is verified', () => {
    expect(fromGoogle({ sub: '110', email_verified: true })).toMatchObject({
      email: null,
      emailVerified: false,
    });
  });
});

describe("GitHub's user", () => {
  const emails = [
    { email: 'old@example.com', primary: false, verified: true },
    { email: 'vera@example.com', primary: true, verified: true },
  ];

  it('becomes a profile with the primary address', () => {
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

  it('is called by the login name when there is no other', () => {
    expect(fromGitHub({ id: 7, login: 'vera', name: null })).toMatchObject({ name: 'vera' });
  });

  it.each([undefined, null, 0, -1, 1.5, '7', 'undefined', 2 ** 53, NaN, [7], {}])(
    'is refused when id is %j',
    (id) => {
      expect(() => fromGitHub({ id, login: 'vera' })).toThrow(InvalidProfileError);
    },
  );

  it.each([null, {}, 'text', [null], [[]], ['vera@example.com']])(
    'is refused when the emails are %j',
    (answer) => {
      expect(() => fromGitHub({ id: 7 }, answer)).toThrow(InvalidProfileError);
    },
  );

  it.each([
    [
      'the primary one is not verified',
      [{ email: 'a@example.com', primary: true, verified: false }],
      'a@example.com',
    ],
    [
      'verified is a text',
      [{ email: 'a@example.com', primary: true, verified: 'true' }],
      'a@example.com',
    ],
    ['none is primary', [{ email: 'a@example.com', primary: false, verified: true }], null],
    ['there is none', [], null],
  ])('has no verified email when %s', (_, list, email) => {
    expect(fromGitHub({ id: 7 }, list)).toMatchObject({ email, emailVerified: false });
  });
});

describe('what a provider says of a person', () => {
  it.each([
    ['a script', 'javascript:alert(1)'],
    ['plain http', 'http://e.example/a.png'],
    ['credentials', 'https://a:b@e.example/'],
    ['data', 'data:image/png;base64,AA'],
    ['no URL', 'a.png'],
    ['an object', {}],
    ['3 KB', `https://e.example/${'a'.repeat(3000)}`],
  ])('has no picture when it is %s', (_, picture) => {
    expect(fromGoogle({ sub: '110', picture }).picture).toBeNull();
  });

  it.each([
    ['direction marks', 'Vera\u202eelpmaS', 'Vera elpmaS'],
    ['control characters', 'Vera\u0000\nSample', 'Vera  Sample'],
    ['only spaces', '   ', null],
    ['a number', 7, null],
    ['500 characters', 'x'.repeat(500), 'x'.repeat(200)],
  ])('has a name fit to show when it is %s', (_, name, shown) => {
    expect(fromGoogle({ sub: '110', name }).name).toBe(shown);
  });

  it.each(['', 'nobody', 'a@b@c', 'a b@c', '<a@b>', `${'x'.repeat(320)}@example.com`, 7, ['a@b']])(
    'has no email when it is %j',
    (email) => {
      expect(fromGoogle({ sub: '110', email, email_verified: true })).toMatchObject({
        email: null,
        emailVerified: false,
      });
    },
  );
});
