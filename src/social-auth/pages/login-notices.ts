import type { NoticeProps } from './notice.js';

/** The tone of each notice at the top of the login page, by the reason for showing the page. */
export const LOGIN_NOTICES = {
  signed_out: 'success',
  signed_out_everywhere: 'success',
  login_canceled: 'neutral',
  login_required: 'neutral',
  login_again: 'neutral',
  session_ended: 'neutral',
  session_expired: 'neutral',
  session_revoked_elsewhere: 'neutral',
  session_revoked_by_admin: 'neutral',
  session_account_unlinked: 'neutral',
  session_user_disabled: 'neutral',
  session_deletion_requested: 'neutral',
  session_users_merged: 'neutral',
  session_merge_undone: 'neutral',
  account_deleted: 'success',
  deletion_requested: 'success',
  session_reused: 'warning',
} as const satisfies Record<string, NoticeProps['tone']>;

/** The reason for showing the login page. */
export type LoginNotice = keyof typeof LOGIN_NOTICES;

/** Returns whether the login page has a notice for a message. */
export function isLoginNotice(message: string): message is LoginNotice {
  return Object.hasOwn(LOGIN_NOTICES, message);
}
