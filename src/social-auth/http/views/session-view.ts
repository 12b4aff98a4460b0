import type { DeviceKind } from '../../pages/device-icon.js';
import type { Session } from '../../sessions/session.js';
import { deviceLabel, parseUserAgent } from './user-agent.js';

/** A session, as its user sees it. */
export interface SessionView {
  id: string;
  /** The name of the device, such as "Firefox on Windows". */
  device: string;
  kind: DeviceKind;
  /** The provider that opened the session. */
  provider: string;
  /** `browser`, or the client id of a registered client. */
  clientId: string;
  firstSeen: Date;
  lastSeen: Date;
  /** Whether it is the session of the request. */
  current: boolean;
}

/** Maps sessions to views, the session of the request first. */
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
