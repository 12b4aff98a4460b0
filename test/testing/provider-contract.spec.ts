import { describe, expect, it } from 'vitest';
import {
  github,
  google,
  InvalidProfileError,
  type BuiltInProvider,
} from '../../src/social-auth/index.js';
import { providerContract } from '../../src/testing/index.js';

const CLIENT = { clientId: 'id', clientSecret: 'secret' };
const GOOGLE = {
  responses: {
    userinfo: { sub: '7', name: 'Kim', email: 'kim@example.com', email_verified: true },
  },
  profile: { subject: '7', email: 'kim@example.com', emailVerified: true },
};
const GITHUB = {
  responses: {
    user: { id: 7, login: 'kim', name: null },
    emails: [{ email: 'kim@example.com', primary: true, verified: true }],
  },
  profile: { subject: '7', name: 'kim', email: 'kim@example.com', emailVerified: true },
};

const toProfile: BuiltInProvider['toProfile'] = (responses) => google(CLIENT).toProfile(responses);

/** Google with another `toProfile`. */
const googleWith = (other: BuiltInProvider['toProfile']): BuiltInProvider => ({
  ...google(CLIENT),
  toProfile: other,
});

describe('providerContract()', () => {
  it.each(providerContract(GOOGLE))('Google: $title', ({ run }) => run(google(CLIENT)));
  it.each(providerContract(GITHUB))('GitHub: $title', ({ run }) => run(github(CLIENT)));

  it.each<[string, BuiltInProvider, string]>([
    ['has a relative endpoint', { ...google(CLIENT), tokenUrl: '/token' }, 'has valid options'],
    ['returns another subject each time', googleWith(withRandomSubject), 'maps the sample'],
    [
      'trusts every email address',
      googleWith((all) => ({ ...toProfile(all), emailVerified: true })),
      'considers an email address verified only',
    ],
    ['throws a TypeError for an unexpected value', googleWith(withTrimmedName), 'returns a valid'],
    ['accepts a response without a subject', googleWith(withDefaultSubject), 'rejects responses'],
  ])('fails for a provider that %s', async (_, provider, title) => {
    const test = providerContract(GOOGLE).find((each) => each.title.startsWith(title));
    await expect(test?.run(provider)).rejects.toThrow();
  });
});

function withRandomSubject(responses: Readonly<Record<string, unknown>>) {
  return { ...toProfile(responses), subject: String(Math.random()) };
}

function withTrimmedName(responses: Readonly<Record<string, unknown>>) {
  const { userinfo } = responses as { userinfo: { name: string } };
  return { ...toProfile(responses), name: userinfo.name.trim() };
}

function withDefaultSubject(responses: Readonly<Record<string, unknown>>) {
  try {
    return toProfile(responses);
  } catch (error) {
    if (!(error instanceof InvalidProfileError)) throw error;
    return { subject: 'anonymous' };
  }
}
