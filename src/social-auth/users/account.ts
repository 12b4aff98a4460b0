import type { ProviderProfile } from '../core/provider-profile.js';
import type { ProfileData } from './profile-sync.js';

/**
 * A linked login of a user.
 *
 * @publicApi
 */
export interface Account {
  readonly id: string;
  readonly provider: string;
  /** The provider's stable identifier of the user. */
  readonly subject: string;
  /** User name at the provider. It can be reassigned, so it does not identify the user. */
  readonly username: string | null;
  readonly name: string | null;
  /** Contact data, never an identity. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly picture: string | null;
  readonly createdAt: Date;
}

/** The user that an account belongs to. */
export interface AccountOwnership {
  readonly id: string;
  readonly userId: string;
  /** Whether an administrator has disabled the user. */
  readonly isDisabled: boolean;
  /** The time after which the user is deleted, unless they restore the account. */
  readonly deleteAfter?: Date;
}

/** An account with the profile data of the last login, and with the profile data of its user. */
export interface AccountWithUser extends AccountOwnership {
  readonly account: ProfileData & Pick<ProviderProfile, 'username'>;
  readonly user: ProfileData;
}

/** The outcome of unlinking an account. */
export type UnlinkResult =
  | { readonly outcome: 'unlinked'; readonly provider: string }
  /** It is the only account that the user can sign in with. */
  | { readonly outcome: 'last' }
  | { readonly outcome: 'unknown' };
