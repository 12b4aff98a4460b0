import { ConfigurationError } from '../core/errors.js';
import type { SignInPolicy } from '../core/sign-in-policy.js';
import { canonicalEmail, verifiedEmail } from './verified-email.js';

/**
 * An account that an invitation is looked up for.
 *
 * @publicApi
 */
export interface Invitee {
  /** Name of the provider. */
  readonly provider: string;
  /** The provider's id of the user. */
  readonly subject: string;
  /**
   * The email address in lower case, with the domain in ASCII, as `toInvitationEmail()` returns it. Null unless the provider
   * has verified it.
   */
  readonly email: string | null;
  /**
   * The user that the account belongs to, or that it is to be linked to. Undefined if the account is new and its user is
   * not known yet.
   */
  readonly userId: string | undefined;
}

/**
 * An invitation: of an email address, or of an account at a provider.
 *
 * @publicApi
 */
export type Invitation = string | { readonly provider: string; readonly subject: string };

/**
 * Returns a policy that allows invited accounts. An account is invited by its verified email address, or by the provider's
 * id of the user.
 *
 * @param invited the invitations, or a function that looks one up at every login
 * @throws ConfigurationError when the list has an entry that is not an invitation
 * @publicApi
 * @example
 * ```ts
 * canSignIn: invitations(['ann@example.com', { provider: 'github', subject: '583231' }])
 * ```
 */
export function invitations(
  invited: readonly Invitation[] | ((invitee: Invitee) => boolean | Promise<boolean>),
): SignInPolicy {
  // The app's function can return any value. Only `true` is an invitation.
  const isInvited: (invitee: Invitee) => unknown =
    typeof invited === 'function' ? invited : inList(invited);
  return async ({ profile, userId }) => {
    const { provider, subject } = profile;
    const email = verifiedEmail(profile)?.address ?? null;
    return (
      (await isInvited({ provider, subject, email, userId })) === true || { policy: 'invitation' }
    );
  };
}

/**
 * Returns an email address as `invitations()` compares it. Store the addresses of invitations in this form.
 *
 * @returns undefined when it is not an address
 * @publicApi
 */
export function toInvitationEmail(email: string): string | undefined {
  return canonicalEmail(email)?.address;
}

function inList(list: readonly Invitation[]): (invitee: Invitee) => boolean {
  const keys = new Set(list.map(toKey));
  return ({ provider, subject, email }) =>
    keys.has(accountKey(provider, subject)) || (email !== null && keys.has(email));
}

function toKey(invitation: Invitation, index: number): string {
  if (typeof invitation === 'object') return accountKey(invitation.provider, invitation.subject);
  const email = toInvitationEmail(invitation);
  if (email !== undefined) return email;
  const problem = `lists something that is not an email address at index ${index}`;
  throw new ConfigurationError([{ option: 'invitations()', problem }]);
}

/** Returns the key of an account. It is never an email address, because it starts and ends with a bracket. */
const accountKey = (provider: string, subject: string) => JSON.stringify([provider, subject]);
