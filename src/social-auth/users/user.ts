import type { SocialAuthTypes } from '../../access-token/social-auth-types.js';

/**
 * A row of the app's own user model.
 *
 * @publicApi
 */
export type User = SocialAuthTypes extends { user: infer AppUser }
  ? AppUser
  : Readonly<Record<string, unknown>>;

/**
 * The fields of a user that the module uses, independent of the app's model.
 *
 * @publicApi
 */
export interface UserProfile {
  /** The id as text, for any type in the database. */
  readonly id: string;
  readonly name: string | null;
  /** Contact data, never an identity. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly picture: string | null;
  readonly roles: readonly string[];
}
