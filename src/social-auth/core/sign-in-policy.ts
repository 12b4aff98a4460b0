import type { ProviderProfile } from './provider-profile.js';

/**
 * A login or a link whose profile has been validated. Nothing has been stored yet.
 *
 * @publicApi
 */
export interface SignInAttempt {
  readonly profile: ProviderProfile;
  /**
   * The user that the account belongs to, or that it is to be linked to. Undefined if the account is new and its user is
   * not known yet.
   */
  readonly userId: string | undefined;
}

/**
 * Decides whether an account may sign in, or be linked to a user.
 *
 * @returns `true` to allow it, `false` to refuse it, or why it is refused
 * @throws any error: nothing is stored, and the login ends with the code of a `SocialAuthError`, otherwise with 500
 * @publicApi
 * @example
 * ```ts
 * const officeHours: SignInPolicy = () =>
 *   new Date().getHours() < 18 || { policy: 'office_hours', message: 'You can sign in until 6 p.m.' };
 * ```
 */
export type SignInPolicy = (
  attempt: SignInAttempt,
) => boolean | SignInRefusal | Promise<boolean | SignInRefusal>;

/**
 * Why a policy refuses an account.
 *
 * @publicApi
 */
export interface SignInRefusal {
  /**
   * The name of the policy in events, in the log and for the error page of the app: up to 32 lower-case letters, digits and
   * underscores. The policies of the module are `organization`, `email_domain`, `verified_email` and `invitation`. They
   * have a message in each language.
   */
  readonly policy: string;
  /**
   * A sentence for the person who signs in. Do not state who else may sign in. Default: for a policy of the module its own
   * message, otherwise the message that the site is not open to the account.
   */
  readonly message?: string | undefined;
}

const POLICY_NAME = /^[a-z][a-z0-9_]{0,31}$/;

/** Returns the refusal in the result of a policy, or undefined when the result states none. */
export function parseRefusal(result: unknown): SignInRefusal | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  const { policy, message } = result as Record<string, unknown>;
  if (typeof policy !== 'string' || !POLICY_NAME.test(policy)) return undefined;
  return { policy, ...(typeof message === 'string' && { message }) };
}
