import { deepEqual, equal, ok } from 'node:assert/strict';
import {
  checkOptions,
  createProfile,
  InvalidProfileError,
  type PassportProvider,
  type ProfileClaims,
  type ProviderProfile,
} from '../social-auth/index.js';
import type { TestCase } from './test-case.js';

/** A user at a provider. */
export interface ProviderSample {
  /**
   * Responses of the provider, by their names in `profileUrls`. You can copy them from the documentation of the
   * provider.
   */
  readonly responses: Readonly<Record<string, unknown>>;
  /** The fields of the profile that `toProfile` must return for these responses. */
  readonly profile: Partial<ProviderProfile> & Pick<ProviderProfile, 'subject'>;
}

/** Maximum length of a text in a profile. Longer texts would fill the database and the pages. */
const MAX_LENGTH = 2048;

/** Invalid values of a field. A provider may nevertheless return them. */
const UNEXPECTED: readonly unknown[] = [
  null,
  0,
  -1.5,
  '',
  'x'.repeat(100_000),
  '\u202e',
  [],
  {},
  [null],
  true,
];

/**
 * Returns tests of a provider of the app.
 *
 * @param sample a user at the provider. If the provider returns email addresses, the address of this user must be
 *   verified.
 * @example
 * ```ts
 * const sample = { responses: { user: { id: 7, email: 'kim@example.com' } }, profile: { subject: '7' } };
 * it.each(providerContract(sample))('$title', ({ run }) => run(example({ clientId: 'id', clientSecret: 'secret' })));
 * ```
 */
export function providerContract({
  responses,
  profile,
}: ProviderSample): TestCase<PassportProvider>[] {
  return [
    test('has valid options', (provider) => checkProvider(provider)),
    test('maps the sample to its profile, the same each time', (provider) => {
      const actual = profileOf(provider, responses);
      deepEqual({ ...actual, ...profile, provider: provider.name }, actual);
      deepEqual(profileOf(provider, responses), actual);
    }),
    test('rejects responses that are not objects with an InvalidProfileError', (provider) => {
      for (const value of [undefined, null, 'text', 7, [], [responses]]) {
        const all = Object.fromEntries(Object.keys(responses).map((name) => [name, value]));
        equal(profileOf(provider, all), undefined);
      }
    }),
    test('returns a valid profile or throws an InvalidProfileError for each unexpected value', (provider) => {
      for (const changed of variants(responses, UNEXPECTED)) {
        const result = profileOf(provider, changed);
        if (result !== undefined) checkProfile(result);
      }
    }),
    test('considers an email address verified only if the provider returns the boolean true', (provider) => {
      for (const value of ['true', 1, 'yes', null]) {
        const changed = replaceLeaves(responses, (leaf) => (leaf === true ? value : leaf));
        ok(profileOf(provider, changed)?.emailVerified !== true);
      }
    }),
  ];
}

type Responses = ProviderSample['responses'];

const test = (
  title: string,
  run: (provider: PassportProvider) => void,
): TestCase<PassportProvider> => ({
  title,
  run: async (provider) => run(provider),
});

function toClaims(provider: PassportProvider, responses: Responses): ProfileClaims {
  const claims = provider.toProfile?.(responses);
  ok(claims !== undefined, 'the provider has no toProfile');
  return claims;
}

/** Returns the profile, or undefined when the provider rejects the responses. */
function profileOf(provider: PassportProvider, responses: Responses): ProviderProfile | undefined {
  try {
    return createProfile(provider, toClaims(provider, responses));
  } catch (error) {
    if (error instanceof InvalidProfileError) return undefined;
    throw error;
  }
}

function checkProvider(provider: PassportProvider): void {
  checkOptions({
    publicUrl: 'http://localhost:3000',
    secrets: ['only-for-the-check-of-a-provider-in-a-test'],
    environment: 'development',
    providers: [provider],
  });
}

function checkProfile({
  subject,
  email,
  emailVerified,
  name,
  username,
  picture,
}: ProviderProfile): void {
  ok(typeof subject === 'string' && subject !== '', 'the subject is not a text');
  equal(typeof emailVerified, 'boolean');
  for (const text of [subject, email, name, username, picture]) {
    ok(
      text === null || (typeof text === 'string' && text.length <= MAX_LENGTH),
      String(text).slice(0, 100),
    );
  }
}

/** Returns variants of the responses. Each variant replaces one leaf by one of the values. */
function variants(responses: Responses, values: readonly unknown[]): Responses[] {
  let leaves = 0;
  replaceLeaves(responses, (leaf) => ((leaves += 1), leaf));
  return Array.from({ length: leaves }, (_, index) => index).flatMap((index) =>
    values.map((value) => {
      let position = 0;
      return replaceLeaves(responses, (leaf) => (position++ === index ? value : leaf));
    }),
  );
}

/** Returns a copy of the responses with other values in place of texts, numbers, booleans and null. */
function replaceLeaves(responses: Responses, replace: (leaf: unknown) => unknown): Responses {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return replace(value);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member)]));
  };
  return copy(responses) as Responses;
}
