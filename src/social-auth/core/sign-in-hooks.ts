import type { ProviderProfile } from './provider-profile.js';
import type { SignInPolicy } from './sign-in-policy.js';

/**
 * The id of a user, of the type that the app's user model has.
 *
 * @publicApi
 */
export type UserId = string | number | bigint;

/**
 * Hooks into a login. A hook that throws fails the login; nothing is stored.
 *
 * @typeParam Client the app's Prisma client within a transaction (`Prisma.TransactionClient`)
 * @publicApi
 */
export interface SignInHooks<Client = never> {
  /**
   * The policies that decide which accounts may sign in, such as `emailDomains()`, `invitations()` or a function of the
   * app. All of them must return `true`; anything else shows an error page and emits `login_failed` with the code
   * `sign_in_refused`. They are called at every login and when an account is linked, but not at a refresh. At the first
   * login with an account, they are called before `resolveUser`, without a user, and again with the user that `resolveUser`
   * returns. Default: every account may sign in.
   *
   * @example
   * ```ts
   * canSignIn: [emailDomains(['example.com']), ({ profile }) => !blocked.has(profile.subject)]
   * ```
   */
  canSignIn?: SignInPolicy | readonly SignInPolicy[];
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
