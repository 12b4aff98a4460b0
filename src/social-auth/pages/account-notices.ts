import { ENGLISH_LOCALIZATION, type Localization } from '../core/messages/localization.js';

/** The results of a request that the account page shows at its top. */
export const ACCOUNT_NOTICES = [
  'session_revoked',
  'other_sessions_revoked',
  'account_linked',
  'account_unlinked',
  'access_granted',
  'access_withdrawn',
  'access_canceled',
  'link_canceled',
  'account_restored',
  'users_merged',
  'merge_undone',
] as const;

/** The result of the previous request. */
export type AccountNoticeCode = (typeof ACCOUNT_NOTICES)[number];

/** A notice at the top of the account page. */
export interface AccountNotice {
  readonly message: AccountNoticeCode;
  /** The display name of the connected or disconnected provider. */
  readonly label?: string | undefined;
}

/** Returns whether the account page has a notice for a message. */
export function isAccountNotice(message: string): message is AccountNoticeCode {
  return ACCOUNT_NOTICES.some((code) => code === message);
}

/** Returns the text of a notice. */
export function accountNoticeText(
  { message, label }: AccountNotice,
  localization: Localization = ENGLISH_LOCALIZATION,
): string {
  const provider = label ?? localization.text('provider.unknown_of_notice');
  return localization.text(`notice.${message}`, { provider });
}
