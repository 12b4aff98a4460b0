import type { MessageKey } from '../core/messages/english.js';

/**
 * The fields of an event that its label depends on.
 *
 * @publicApi
 */
export interface ActivityEvent {
  /** The name of the event, such as `login_succeeded`. */
  readonly type: string;
  /** An error code, the actor (`user` or `admin`), or `new_device`. */
  readonly detail?: string;
  /** The display name of the provider, such as "GitHub". */
  readonly label?: string;
  /** Whether the event concerns several sessions. */
  readonly severalSessions: boolean;
}

/** The message of an event. All these messages have the same placeholder, or none. */
export type ActivityMessage = Extract<MessageKey, `activity.${string}`> &
  Exclude<MessageKey, 'activity.earlier'>;

type ActivityLabel = ActivityMessage | ((event: ActivityEvent) => ActivityMessage);

/**
 * Returns the message of an event, or undefined when the event does not concern a user or was written by a later
 * version of this module.
 */
export function activityMessage(event: ActivityEvent): ActivityMessage | undefined {
  const label = Object.hasOwn(LABELS, event.type) ? LABELS[event.type] : undefined;
  return typeof label === 'function' ? label(event) : label;
}

const LABELS: Readonly<Record<string, ActivityLabel>> = {
  user_created: 'activity.user_created',
  login_succeeded: ({ detail }) =>
    detail === 'new_device' ? 'activity.login_succeeded_new_device' : 'activity.login_succeeded',
  login_failed: ({ detail }) =>
    detail === 'account_disabled' ? 'activity.login_failed_disabled' : 'activity.login_failed',
  account_linked: 'activity.account_linked',
  account_unlinked: 'activity.account_unlinked',
  provider_access_granted: 'activity.provider_access_granted',
  provider_access_lost: 'activity.provider_access_lost',
  provider_access_withdrawn: 'activity.provider_access_withdrawn',
  logout: ({ severalSessions }) =>
    severalSessions ? 'activity.signed_out_others' : 'activity.logout',
  session_replaced: 'activity.session_replaced',
  session_revoked: ({ detail, severalSessions }) => {
    if (detail === 'admin') return 'activity.session_revoked_by_admin';
    return severalSessions ? 'activity.signed_out_others' : 'activity.session_revoked';
  },
  refresh_token_reused: 'activity.refresh_token_reused',
  refresh_recovered: 'activity.refresh_recovered',
  account_deletion_requested: 'activity.account_deletion_requested',
  account_restored: 'activity.account_restored',
  data_exported: 'activity.data_exported',
  users_merged: 'activity.users_merged',
  merge_undone: 'activity.merge_undone',
  user_deleted: 'activity.user_deleted',
  user_disabled: 'activity.user_disabled',
  user_enabled: 'activity.user_enabled',
  user_roles_changed: 'activity.user_roles_changed',
};
