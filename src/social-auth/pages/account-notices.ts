/** The notices at the top of the account page, by the result of the previous request. */
export const ACCOUNT_NOTICES = {
  session_revoked: () => 'You are signed out on that device.',
  other_sessions_revoked: () => 'You are signed out everywhere else.',
  account_linked: (label = 'A new account') => `${label} is now linked to your account.`,
  account_unlinked: (label = 'The account') =>
    `${label} is no longer linked, and other devices that signed in with it are signed out.`,
  link_canceled: (label = 'The account') => `${label} was not linked, because you canceled.`,
} as const satisfies Record<string, (label?: string) => string>;

/** The result of the previous request. */
export type AccountNoticeCode = keyof typeof ACCOUNT_NOTICES;

/** A notice at the top of the account page. */
export interface AccountNotice {
  readonly message: AccountNoticeCode;
  /** The display name of the linked or unlinked provider. */
  readonly label?: string | undefined;
}

/** Returns whether the account page has a notice for a message. */
export function isAccountNotice(message: string): message is AccountNoticeCode {
  return Object.hasOwn(ACCOUNT_NOTICES, message);
}

/** Returns the text of a notice. */
export function accountNoticeText({ message, label }: AccountNotice): string {
  return ACCOUNT_NOTICES[message](label);
}
