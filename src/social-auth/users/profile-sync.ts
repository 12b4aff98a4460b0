import type { ProviderProfile } from '../core/provider-profile.js';

/** The fields of a profile that are copied to the account and the user. */
export type ProfileData = Pick<ProviderProfile, 'name' | 'email' | 'emailVerified' | 'picture'>;

/** Returns the profile fields of an object. */
export function profileData({ name, email, emailVerified, picture }: ProfileData): ProfileData {
  return { name, email, emailVerified, picture };
}

/**
 * Returns the fields of a user to update from a profile: the fields that still equal the stored account.
 *
 * Fields that the app or the user has changed are kept. `email` and `emailVerified` are updated together.
 */
export function fieldsToSync(
  user: ProfileData,
  account: ProfileData,
  profile: ProfileData,
): Partial<ProfileData> {
  const followsEmail = user.email === account.email && user.emailVerified === account.emailVerified;
  return {
    ...(user.name === account.name && { name: profile.name }),
    ...(user.picture === account.picture && { picture: profile.picture }),
    ...(followsEmail && { email: profile.email, emailVerified: profile.emailVerified }),
  };
}

/** Returns the profile with the stored values of the fields that the provider withheld. */
export function keepWithheld(
  profile: ProviderProfile,
  { name, email, emailVerified }: ProfileData,
): ProviderProfile {
  return {
    ...profile,
    ...(profile.isNameWithheld === true && { name }),
    ...(profile.isEmailWithheld === true && { email, emailVerified }),
  };
}

/** Returns whether any field of `after` has another value in `before`. */
export function hasChanges<T extends object>(before: T, after: Partial<T>): boolean {
  return (Object.keys(after) as (keyof T)[]).some((field) => before[field] !== after[field]);
}
