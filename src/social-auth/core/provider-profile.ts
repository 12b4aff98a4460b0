/**
 * The profile of a user at a provider, after validation (claims as in OIDC Core §5.1).
 *
 * @publicApi
 */
export interface ProviderProfile {
  /** Name of the provider. */
  readonly provider: string;
  /** The provider's stable id of the user (`sub`). Together with `provider` it identifies an account. */
  readonly subject: string;
  /** Login name at the provider. It can change and can be reassigned to another user. */
  readonly username: string | null;
  readonly name: string | null;
  /** Email address for contact. It does not identify an account. */
  readonly email: string | null;
  /** True only if the provider returned the boolean `true`. */
  readonly emailVerified: boolean;
  /** Whether the provider refused to return the email address. The stored address is then kept. */
  readonly isEmailWithheld?: boolean;
  /** Whether the provider states the name at the first login only. The stored name is then kept. */
  readonly isNameWithheld?: boolean;
  /** An https URL. */
  readonly picture: string | null;
  /**
   * The organizations at the provider that the user is a member of, as far as the provider has stated them. Examples are
   * the hosted domain of a Google Workspace account, and `acme` or `acme/core` with the options `organization` and `team`
   * of `github()`.
   */
  readonly organizations?: readonly string[];
}

/**
 * The claims of a provider about a user, before validation. The module validates every field.
 *
 * @publicApi
 */
export interface ProfileClaims {
  /**
   * The provider's stable id of the user: 1 to 768 printable ASCII characters, or a positive integer. Not an email address
   * or a user name, which can change hands.
   */
  readonly subject: unknown;
  /** Login name at the provider. */
  readonly username?: unknown;
  readonly name?: unknown;
  readonly email?: unknown;
  /** Whether the provider has verified the email address. Every value except `true` means that it has not. */
  readonly emailVerified?: unknown;
  /** Whether the provider refused to return the email address. The stored address is then kept. */
  readonly isEmailWithheld?: boolean | undefined;
  /** Whether the provider states the name at the first login only. The stored name is then kept. */
  readonly isNameWithheld?: boolean | undefined;
  /** Address of a picture, https only. */
  readonly picture?: unknown;
  /**
   * The organizations at the provider that the user is a member of: at most 100 texts of 1 to 255 printable ASCII
   * characters. Others are ignored. See `requiredOrganizations` of a provider.
   */
  readonly organizations?: unknown;
}

/**
 * The response of a provider has an unexpected shape or no usable subject. Results in `provider_unavailable`.
 *
 * @publicApi
 */
export class InvalidProfileError extends Error {
  override readonly name = 'InvalidProfileError';
}

/** Control characters, and characters that change the direction of the text around them. */
// oxlint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const MAX_TEXT_LENGTH = 200;
const MAX_EMAIL_LENGTH = 320;
const MAX_URL_LENGTH = 2048;

/**
 * Returns a value that must be a JSON object.
 *
 * @throws InvalidProfileError when it is not an object
 * @publicApi
 */
export function assertJsonObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidProfileError('The provider returned something that is not a JSON object.');
  }
  return value as Record<string, unknown>;
}

/**
 * Returns text without control characters and direction marks, cut to 200 characters.
 *
 * @returns null when the value is not a string or is empty
 * @publicApi
 */
export function sanitizeText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.replace(INVISIBLE, ' ').trim();
  const text = Array.from(trimmed).slice(0, MAX_TEXT_LENGTH).join('').trim();
  return text === '' ? null : text;
}

/**
 * Validates an email address: one `@`, no whitespace, quotes, angle brackets or control characters, and at most 320
 * characters (RFC 5321 §4.5.3.1).
 *
 * @returns null when it is invalid
 * @publicApi
 */
export function parseEmail(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_EMAIL_LENGTH) return null;
  const isValid = /^[^\s@<>"]+@[^\s@<>"]+$/u.test(value) && value === value.replace(INVISIBLE, '');
  return isValid ? value : null;
}

/**
 * Validates the URL of a picture: https, without credentials, at most 2,048 characters.
 *
 * @param trustedOrigins origins of the provider, from which plain http is accepted too, for use with the emulator
 * @returns null when it is invalid
 * @publicApi
 */
export function parsePictureUrl(
  value: unknown,
  trustedOrigins: string | readonly string[],
): string | null {
  if (typeof value !== 'string' || value.length > MAX_URL_LENGTH || !URL.canParse(value)) {
    return null;
  }
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return null;
  return url.protocol === 'https:' || [trustedOrigins].flat().includes(url.origin)
    ? url.href
    : null;
}
