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
 * The condition of a change: the actor is enabled and has the role.
 *
 * @publicApi
 */
export interface RequiredRole {
  readonly actorId: string;
  readonly role: string;
}

/** The outcome of a change. `forbidden`: the actor does not have the required role. */
export type ChangeOutcome = 'changed' | 'unknown' | 'forbidden';

/** The outcome of a change of roles. */
export type RolesOutcome =
  | { readonly outcome: 'unknown' | 'forbidden' }
  | {
      readonly outcome: 'changed';
      readonly before: readonly string[];
      readonly after: readonly string[];
    };

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
  /** Whether an administrator has disabled the user. */
  readonly isDisabled: boolean;
  /** The time after which the user is deleted, unless they restore the account. Null if no deletion is scheduled. */
  readonly deleteAfter: Date | null;
}
