import type { ProviderProfile } from '../core/provider-profile.js';

/** What of a profile is copied to an account, and from there to the user. */
export type ProfileData = Pick<ProviderProfile, 'name' | 'email' | 'emailVerified' | 'picture'>;

/** @returns that part of a profile, or of whatever else has it. */
export function profileData({ name, email, emailVerified, picture }: ProfileData): ProfileData {
  return { name, email, emailVerified, picture };
}

/**
 * The user's fields that follow an account: those that still are what the account said last time.
 *
 * What the app or the person has set since stays. An email and its being verified are one thing.
 */
export function fieldsToSync(
  user: ProfileData,
  account: ProfileData,
  news: ProfileData,
): Partial<ProfileData> {
  const followsEmail = user.email === account.email && user.emailVerified === account.emailVerified;
  return {
    ...(user.name === account.name && { name: news.name }),
    ...(user.picture === account.picture && { picture: news.picture }),
    ...(followsEmail && { email: news.email, emailVerified: news.emailVerified }),
  };
}

/** Returns the profile with the stored email address if the provider refused to return the current one. */
export function keepWithheldEmail(
  profile: ProviderProfile,
  { email, emailVerified }: ProfileData,
): ProviderProfile {
  return profile.isEmailWithheld === true ? { ...profile, email, emailVerified } : profile;
}

/** @returns whether any of the fields of `after` has another value in `before`. */
export function hasChanges<T extends object>(before: T, after: Partial<T>): boolean {
  return (Object.keys(after) as (keyof T)[]).some((field) => before[field] !== after[field]);
}
