import {
  InvalidProfileError,
  parseEmail,
  parsePictureUrl,
  sanitizeText,
  type ProfileClaims,
  type ProviderProfile,
} from './provider-profile.js';
import { profileOrigins } from './provider-urls.js';
import type { Provider } from './provider.js';

/**
 * Only printable ASCII characters, because databases compare other characters in different ways. With OpenID Connect, a
 * subject consists of the issuer, `#` and a `sub` of at most 255 characters (OIDC Core §2).
 */
const SUBJECT = /^[\x21-\x7e]{1,768}$/;

const ORGANIZATION = /^[\x21-\x7e]{1,255}$/;
const MAX_ORGANIZATIONS = 100;

/** Texts that a strategy has made of a missing value. As a subject, such a text would give all users the same account. */
const MISSING = new Set(['undefined', 'null', 'NaN', 'true', 'false']);

/**
 * Validates the claims of a provider.
 *
 * @param provider its name becomes the `provider` of the profile, so that it cannot sign users in to accounts of another
 *   provider
 * @throws InvalidProfileError when the subject is invalid
 * @publicApi
 */
export function createProfile(provider: Provider, claims: ProfileClaims): ProviderProfile {
  const email = parseEmail(claims.email);
  const organizations = parseOrganizations(claims.organizations);
  return {
    provider: provider.name,
    subject: parseSubject(claims.subject),
    username: sanitizeText(claims.username),
    name: sanitizeText(claims.name),
    email,
    emailVerified: email !== null && claims.emailVerified === true,
    ...(claims.isEmailWithheld === true && { isEmailWithheld: true }),
    ...(claims.isNameWithheld === true && { isNameWithheld: true }),
    picture: parsePictureUrl(claims.picture, profileOrigins(provider)),
    ...(organizations !== undefined && { organizations }),
  };
}

function parseSubject(value: unknown): string {
  const isId = typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
  const subject = isId ? String(value) : value;
  if (typeof subject === 'string' && SUBJECT.test(subject) && !MISSING.has(subject)) return subject;
  throw new InvalidProfileError(
    'the subject is neither 1 to 768 printable ASCII characters nor a positive integer',
  );
}

function parseOrganizations(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const names = value.filter((name) => typeof name === 'string' && ORGANIZATION.test(name));
  return (names as string[]).slice(0, MAX_ORGANIZATIONS);
}
