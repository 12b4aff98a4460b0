import type { AuditEvent } from '../../audit/audit.store.js';
import { NEW_DEVICE } from '../../core/security-events.js';
import type { Localization } from '../../core/messages/localization.js';
import type { AccountPageNotice } from '../../pages/security-section.js';
import type { Session } from '../../sessions/session.js';
import { deviceLabel, parseUserAgent } from './user-agent.js';

/** Time for which the account page shows a notice, in milliseconds: one week. */
export const NOTICE_MS = 7 * 24 * 60 * 60 * 1000;

/** Maximum number of notices. Older events are in the recent activity. */
const MAX_NOTICES = 3;

/** The context in which notices are shown. */
export interface NoticePage {
  /** The session of the request. Its own events need no notice. */
  readonly sessionId: string;
  /** The active sessions of the user. */
  readonly sessions: readonly Session[];
  readonly now: Date;
  readonly labelOf: (provider: string) => string;
  readonly localization: Localization;
}

/**
 * Selects the events of other sessions that the user may not recognize, newest first: logins from new devices, linked and
 * unlinked accounts, and reused refresh tokens. A notice is shown for a week, unless the user resolves it.
 *
 * @param events newest first
 */
export function toNotices(events: readonly AuditEvent[], page: NoticePage): AccountPageNotice[] {
  return events
    .filter(
      (event, index) => isNotable(event, page) && !isResolved(event, events.slice(0, index), page),
    )
    .slice(0, MAX_NOTICES)
    .map((event) => toNotice(event, page));
}

function isNotable({ at, sessionId, ...event }: AuditEvent, { now, ...page }: NoticePage): boolean {
  if (now.getTime() - at.getTime() > NOTICE_MS || sessionId === page.sessionId) return false;
  return noticeType(event) !== undefined;
}

/**
 * Returns whether a later event has resolved a notice, by ending the session of the login or by unlinking the account. Only
 * this session and administrators resolve the notice of a login, because an attacker with a second session could end the
 * first one.
 */
function isResolved(
  { type, sessionId, detail }: AuditEvent,
  later: readonly AuditEvent[],
  page: NoticePage,
): boolean {
  return later.some(
    (event) =>
      (type === 'login_succeeded' &&
        event.type === 'session_revoked' &&
        event.sessionId === sessionId &&
        (event.detail === 'admin' || event.actorSessionId === page.sessionId)) ||
      (type === 'account_linked' && event.type === 'account_unlinked' && event.detail === detail),
  );
}

function noticeType({
  type,
  detail,
}: Pick<AuditEvent, 'type' | 'detail'>): AccountPageNotice['type'] | undefined {
  switch (type) {
    case 'login_succeeded':
      return detail === NEW_DEVICE ? 'new_device' : undefined;
    case 'account_linked':
    case 'account_unlinked':
    case 'refresh_token_reused':
      return type;
    default:
      return undefined;
  }
}

function toNotice(event: AuditEvent, page: NoticePage): AccountPageNotice {
  const { id, at, provider, userAgent, sessionId } = event;
  const type = noticeType(event) ?? 'new_device';
  const device = parseUserAgent(userAgent);
  const isActive = page.sessions.some((session) => session.id === sessionId);
  return {
    id,
    type,
    at,
    kind: device.kind,
    ...(sessionId !== null && { device: deviceLabel(device, page.localization) }),
    ...(provider !== null && { label: page.labelOf(provider) }),
    ...(type === 'new_device' && sessionId !== null && isActive && { sessionId }),
  };
}
