/** What a provider says of a person, after checking (claims as in OIDC Core §5.1). */
export interface ProviderProfile {
  readonly provider: string;
  /** The provider's stable identifier of the person; with `provider` the key of an account. */
  readonly subject: string;
  /** The login name at the provider, which may change hands. */
  readonly username: string | null;
  readonly name: string | null;
  /** Contact data; identifies nobody. */
  readonly email: string | null;
  /** True only when the provider said literally `true`. */
  readonly emailVerified: boolean;
  /** An https URL, or null. */
  readonly picture: string | null;
}

/** A provider's answer has no usable subject, or is not of the promised shape. */
export class InvalidProfileError extends Error {
  override readonly name = 'ProfileError';
}

/** Control characters, and the marks that turn the direction of the text around them. */
// oxlint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const MAX_NAME = 200;
const MAX_EMAIL = 320;
const MAX_URL = 2048;

/** @returns `value` when it is a JSON object. @throws ProfileError otherwise. */
export function assertJsonObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidProfileError('the provider answered something that is no JSON object');
  }
  return value as Record<string, unknown>;
}

/** @returns a name cut to 200 characters and rid of control and direction characters, else null. */
export function sanitizeText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = Array.from(value.replace(INVISIBLE, ' ').trim()).slice(0, MAX_NAME).join('').trim();
  return text === '' ? null : text;
}

/** @returns an address that has the form of one (RFC 5321 lengths), else null. */
export function parseEmail(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_EMAIL) return null;
  return /^[^\s@<>"]+@[^\s@<>"]+$/u.test(value) && value === value.replace(INVISIBLE, '')
    ? value
    : null;
}

/**
 * Checks the URL of a picture.
 *
 * @param trustedOrigin an origin that may also serve it over plain http: that of the provider itself
 * @returns an https URL of at most 2,048 characters without credentials, else null
 */
export function parsePictureUrl(value: unknown, trustedOrigin: string): string | null {
  if (typeof value !== 'string' || value.length > MAX_URL || !URL.canParse(value)) return null;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return null;
  return url.protocol === 'https:' || url.origin === trustedOrigin ? url.href : null;
}
