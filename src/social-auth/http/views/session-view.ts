import type { DeviceKind } from '../../pages/device-icon.js';
import { parseUserAgent, deviceLabel } from './user-agent.js';
import type { Session } from '../../sessions/session.js';

/** A session as its owner sees it. */
export interface SessionView {
  id: string;
  /** Such as "Firefox on Windows". */
  device: string;
  kind: DeviceKind;
  /** Which login opened it. */
  provider: string;
  /** `browser`, or the client id of an app of its own. */
  clientId: string;
  firstSeen: Date;
  lastSeen: Date;
  /** Whether the request came from it. */
  current: boolean;
}

/** @returns sessions for their owner to see, that of this request first. */
export function toSessionViews(sessions: readonly Session[], currentId: string): SessionView[] {
  const views = sessions.map(({ id, userAgent, provider, clientId, createdAt, refreshedAt }) => {
    const device = parseUserAgent(userAgent);
    return {
      id,
      device: deviceLabel(device),
      kind: device.kind,
      provider,
      clientId,
      firstSeen: createdAt,
      lastSeen: refreshedAt,
      current: id === currentId,
    };
  });
  return views.toSorted((a, b) => Number(b.current) - Number(a.current));
}
