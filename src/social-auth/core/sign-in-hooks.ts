import type { ProviderProfile } from './provider-profile.js';

/**
 * The id of a user, of the type that the app's user model has.
 *
 * @publicApi
 */
export type UserId = string | number | bigint;

/**
 * A login whose profile has been validated, before anything is stored.
 *
 * @publicApi
 */
export interface SignInAttempt {
  readonly profile: ProviderProfile;
  /** The user that the account belongs to; undefined while the account is unknown. */
  readonly userId: string | undefined;
}

/**
 * Hooks into a login. A hook that throws fails the login; nothing is stored.
 *
 * @typeParam Client the app's Prisma client within a transaction (`Prisma.TransactionClient`)
 * @publicApi
 */
export interface SignInHooks<Client = never> {
  /**
   * Returns whether a login is allowed, for example by an allow-list, an invitation or an email domain. `false` shows
   * an error page and emits `login_failed` with the code `sign_in_refused`. At the first login with an account, it is
   * called before `resolveUser`, without a user, and again with the user that `resolveUser` returns. Default: every
   * login is allowed.
   *
   * @example
   * ```ts
   * canSignIn: ({ profile }) => profile.emailVerified && profile.email?.endsWith('@example.com') === true
   * ```
   */
  canSignIn?: (attempt: SignInAttempt) => boolean | Promise<boolean>;
  /**
   * Assigns a new account to a user that the app already has. Called once per account, in the transaction that stores
   * it. Do not match users by an email address that is not verified (`emailVerified`). Default: every new account
   * gets a new user.
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
