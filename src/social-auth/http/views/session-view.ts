import { z } from 'zod';
import type { Localization } from '../../core/messages/localization.js';
import type { DeviceKind } from '../../pages/device-icon.js';
import type { Session } from '../../sessions/session.js';
import { deviceLabel, parseUserAgent } from './user-agent.js';

/** A session, as its user sees it. */
export const sessionViewSchema = z.object({
  id: z.uuid(),
  device: z.string().describe('The name of the device, such as `Firefox on Windows`.'),
  kind: z.enum(['desktop', 'phone', 'tablet', 'app', 'unknown'] satisfies DeviceKind[]),
  provider: z.string().describe('The provider that opened the session.'),
  clientId: z.string().describe('`browser`, or the client id of a registered client.'),
  firstSeen: z.date(),
  lastSeen: z.date(),
  current: z.boolean().describe('Whether it is the session of the request.'),
});

export type SessionView = z.infer<typeof sessionViewSchema>;

/**
 * Maps sessions to views, the session of the request first.
 *
 * @param localization default: English, the language of the API
 */
export function toSessionViews(
  sessions: readonly Session[],
  currentId: string,
  localization?: Localization,
): SessionView[] {
  const views = sessions.map(({ id, userAgent, provider, clientId, createdAt, refreshedAt }) => {
    const device = parseUserAgent(userAgent);
    return {
      id,
      device: deviceLabel(device, localization),
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
