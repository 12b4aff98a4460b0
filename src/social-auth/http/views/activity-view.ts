import type { AuditEvent } from '../../audit/audit.store.js';
import type { Localization } from '../../core/messages/localization.js';
import type { AccountPageEvent } from '../../pages/activity-section.js';
import { deviceLabel, parseUserAgent } from './user-agent.js';

/**
 * Maps audit events to the recent activity of the account page.
 *
 * Only events of a session have a device. `user_disabled` has none, because it concerns the user and not one session.
 *
 * @publicApi
 */
export function toActivityView(
  events: readonly AuditEvent[],
  labelOf: (provider: string) => string,
  localization: Localization,
): AccountPageEvent[] {
  return events.map(({ id, type, at, detail, count, provider, userAgent, sessionId }) => ({
    id,
    type,
    at,
    severalSessions: count > 1,
    ...(detail !== null && { detail }),
    ...(provider !== null && { label: labelOf(provider) }),
    ...(sessionId !== null &&
      type !== 'user_disabled' && { device: deviceLabel(parseUserAgent(userAgent), localization) }),
  }));
}
