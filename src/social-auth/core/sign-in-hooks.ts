import type { ProviderProfile } from './provider-profile.js';

/** The id of a user in the app's own type. */
export type UserId = string | number | bigint;

/** A login that is about to succeed. */
export interface SignInAttempt {
  readonly profile: ProviderProfile;
  /** The user that the account belongs to; undefined at the first login. */
  readonly userId: string | undefined;
}

/**
 * Hooks into a login. A hook that throws fails the login; nothing is stored.
 *
 * @typeParam Client the app's Prisma client within a transaction (`Prisma.TransactionClient`)
 *
 * @publicApi
 */
export interface SignInHooks<Client = never> {
  /**
   * Decides whether somebody may sign in: allow-lists, invitations, email domains, organizations. `false` shows a
   * friendly page and emits `login_failed` with the code `sign_in_refused`. Default: everybody may.
   *
   * @example
   * ```ts
   * canSignIn: ({ profile }) => profile.emailVerified && profile.email?.endsWith('@example.com') === true
   * ```
   */
  canSignIn?: (attempt: SignInAttempt) => boolean | Promise<boolean>;
  /**
   * Assigns a new account to a user that the app already has. Called once per account, in the transaction that stores
   * it. Never decide by an email address that is not verified. Default: every new account gets a new user.
   *
   * @returns the id of the user, or undefined to create one
   */
  resolveUser?: (
    profile: ProviderProfile,
    transaction: Client,
  ) => UserId | undefined | null | Promise<UserId | undefined | null>;
  /**
   * Creates the user at the first login, with the app's own required fields. Called in the transaction that stores
   * the account. Default: a row with the profile fields that the user model has.
   *
   * @returns the id of the new user
   *
   * @example
   * ```ts
   * createUser: async (profile, tx) => {
   *   const user = await tx.user.create({ data: { email: profile.email ?? '', plan: 'free' } });
   *   return user.id;
   * }
   * ```
   */
  createUser?: (profile: ProviderProfile, transaction: Client) => Promise<UserId>;
}
