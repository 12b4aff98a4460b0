import type { AuditEvent } from '../../audit/audit.store.js';
import { parseUserAgent, deviceLabel } from './user-agent.js';
import type { AccountPageEvent } from '../../pages/activity-section.js';

/** What the account page shows of a user's events; a device only where the event was about one. */
export function toActivityView(
  events: readonly AuditEvent[],
  labelOf: (provider: string) => string,
): AccountPageEvent[] {
  return events.map(({ id, type, at, detail, count, provider, userAgent, sessionId }) => ({
    id,
    type,
    at,
    many: count > 1,
    ...(detail !== null && { detail }),
    ...(provider !== null && { label: labelOf(provider) }),
    ...(sessionId !== null &&
      type !== 'user_disabled' && { device: deviceLabel(parseUserAgent(userAgent)) }),
  }));
}
