import { assertJsonObject, type ProfileClaims } from '../../../core/provider-profile.js';

/**
 * Maps the profile that a strategy has normalized. The email address is not verified, because the format has no field that
 * states it.
 *
 * @see https://www.passportjs.org/reference/normalized-profile/
 */
export function normalizedProfile({ profile }: Readonly<Record<string, unknown>>): ProfileClaims {
  const { id, username, displayName, emails, photos } = assertJsonObject(profile);
  return {
    subject: id,
    username,
    name: displayName ?? username,
    email: firstValue(emails),
    picture: firstValue(photos),
  };
}

function firstValue(list: unknown): unknown {
  const [first] = Array.isArray(list) ? (list as unknown[]) : [];
  return (first as { value?: unknown } | null | undefined)?.value;
}
