import type { AuthEvent, AuthEventName, EventActor } from '../core/auth-events.js';
import { NEW_DEVICE } from '../core/security-events.js';
import { uuidv7 } from '../../crypto/random.js';

/** An event as it is stored. */
export interface AuditEntry {
  /** Generated before the insert, so that a retried insert is idempotent. */
  readonly id: string;
  readonly type: AuthEventName;
  readonly at: Date;
  readonly userId?: string | undefined;
  /** Absent when the event concerns several sessions. `count` is then their number. */
  readonly sessionId?: string | undefined;
  readonly provider?: string | undefined;
  readonly detail?: string | undefined;
  readonly count: number;
  /** The user who caused the event, if it is not `userId`. */
  readonly actorId?: string | undefined;
  /** The session in which the event was caused, if it is not `sessionId`. */
  readonly actorSessionId?: string | undefined;
}

/** The fields of all events. */
interface Facts {
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly sessionIds?: readonly string[];
  readonly provider?: string | undefined;
  readonly code?: string;
  readonly policy?: string | undefined;
  readonly by?: string;
  readonly bySessionId?: string | undefined;
  readonly kid?: string;
  readonly accountId?: string;
  readonly absorbedId?: string;
  readonly granted?: readonly string[];
  readonly removed?: readonly string[];
  readonly actor?: EventActor | undefined;
  readonly clientId?: string;
  readonly reason?: string;
  readonly isNewDevice?: boolean;
}

/** Returns the stored form of an event. */
export function auditEntry(event: AuthEvent): AuditEntry {
  const { type, at } = event;
  const {
    userId,
    provider,
    code,
    policy,
    by,
    kid,
    accountId,
    absorbedId,
    actor,
    reason,
    ...facts
  }: Facts = event;
  const sessionIds = facts.sessionIds ?? [];
  const sessionId = facts.sessionId ?? (sessionIds.length === 1 ? sessionIds[0] : undefined);
  const service = type.startsWith('provider_token_') ? facts.clientId : undefined;
  const detail =
    (policy && `${code}: ${policy}`) ??
    code ??
    by ??
    kid ??
    accountId ??
    (facts.isNewDevice === true ? NEW_DEVICE : undefined) ??
    absorbedId ??
    roleChanges(facts) ??
    reasonOf(service, reason);
  const count = Math.max(sessionIds.length, 1);
  const actorIds = {
    actorId: actor?.userId,
    actorSessionId: actor?.sessionId ?? facts.bySessionId,
  };
  return { id: uuidv7(at), type, at, userId, sessionId, provider, detail, count, ...actorIds };
}

/** Returns changed roles as text: `+admin -editor`. */
function roleChanges({ granted = [], removed = [] }: Facts): string | undefined {
  const changes = [...granted.map((role) => `+${role}`), ...removed.map((role) => `-${role}`)];
  return changes.length === 0 ? undefined : changes.join(' ');
}

/** Returns the client id of a service, and why its request was refused. */
const reasonOf = (service: string | undefined, reason: string | undefined) =>
  reason === undefined ? service : `${service}: ${reason}`;
