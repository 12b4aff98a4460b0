import type { AdminLocalization } from '../messages/admin-localizations.js';

/** The keys of the messages that report a change, by the value of the query parameter `notice`. */
const NOTICES = {
  disabled: 'notice.disabled',
  enabled: 'notice.enabled',
  roles: 'notice.roles',
  session_ended: 'notice.session_ended',
  sessions_ended: 'notice.sessions_ended',
  deleted: 'notice.deleted',
  merged: 'notice.merged',
} as const;

/** The change that the previous request made. */
export type AdminNotice = keyof typeof NOTICES;

/** Returns whether the value of the query parameter is a notice. */
export function isAdminNotice(value: unknown): value is AdminNotice {
  return typeof value === 'string' && Object.hasOwn(NOTICES, value);
}

/** Returns the text of a notice. */
export function noticeText(notice: AdminNotice, messages: AdminLocalization): string {
  return messages.text(NOTICES[notice]);
}
