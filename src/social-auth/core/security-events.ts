import type { AuthEvent } from './auth-events.js';

/**
 * The types of the events that can concern the security of a user, for `@OnAuthEvent()`.
 *
 * @publicApi
 * @example
 * ```ts
 * @OnAuthEvent(...SECURITY_EVENTS)
 * async warn(event: SecurityEvent) { … }
 * ```
 */
export const SECURITY_EVENTS = [
  'login_succeeded',
  'account_linked',
  'account_unlinked',
  'refresh_token_reused',
  'users_merged',
  'merge_undone',
] as const;

/**
 * An event that can concern the security of a user.
 *
 * @publicApi
 */
export type SecurityEvent = AuthEvent<(typeof SECURITY_EVENTS)[number]>;

/**
 * The subject of a security notice. `new_device`: a login in a browser in which the user has not signed in before.
 *
 * @publicApi
 */
export type SecurityNoticeType =
  | 'new_device'
  | 'account_linked'
  | 'account_unlinked'
  | 'refresh_token_reused'
  | 'users_merged'
  | 'merge_undone';

/** The detail of a login from a new device in the audit trail. */
export const NEW_DEVICE = 'new_device';

/** Returns the type of the notice of an event, or undefined when the event needs none. */
export function securityNoticeType(event: SecurityEvent): SecurityNoticeType | undefined {
  if (event.type !== 'login_succeeded') return event.type;
  return event.isNewDevice ? NEW_DEVICE : undefined;
}
