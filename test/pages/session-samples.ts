import type { AccountPageSession } from '../../src/social-auth/pages/sessions-section.js';

/** The time at which all samples are rendered. */
export const NOW = new Date('2026-03-04T12:00:00Z');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Returns the current session, five minutes old, with the given changes. */
export function thisSession(changes: Partial<AccountPageSession> = {}): AccountPageSession {
  return {
    id: '0192f000-0000-7000-8000-000000000000',
    device: 'Firefox on Windows',
    kind: 'desktop',
    provider: 'google',
    label: 'Google',
    firstSeen: before(5 * MINUTE),
    lastSeen: before(0),
    current: true,
    ...changes,
  };
}

/** Returns a session on another device, with the given changes. */
export function otherSession(changes: Partial<AccountPageSession> = {}): AccountPageSession {
  return {
    ...thisSession(),
    id: '0192f000-0000-7000-8000-000000000001',
    device: 'Safari on iPhone',
    kind: 'phone',
    provider: 'github',
    label: 'GitHub',
    firstSeen: before(20 * DAY),
    lastSeen: before(2 * HOUR),
    current: false,
    ...changes,
  };
}

const OTHER_DEVICES = [
  ['Safari on iPad', 'tablet'],
  ['An app on Android', 'app'],
  ['Chrome on ChromeOS', 'desktop'],
  ['Unknown device', 'unknown'],
  ['Samsung Internet on Android', 'phone'],
  ['Firefox on Linux', 'desktop'],
] as const;

/** Returns the current session and others on devices of all kinds, unordered. */
export function manySessions(count: number): AccountPageSession[] {
  const others = Array.from({ length: count - 1 }, (_, index) => {
    const [device, kind] = OTHER_DEVICES[index % OTHER_DEVICES.length] ?? OTHER_DEVICES[0];
    return otherSession({
      id: `0192f000-0000-7000-8000-${String(index + 1).padStart(12, '0')}`,
      device,
      kind,
      ...(index % 3 === 0 && { provider: 'google', label: 'Google' }),
      firstSeen: before((index + 30) * DAY),
      lastSeen: before((count - index) ** 2 * 5 * HOUR),
    });
  });
  return [...others, thisSession()];
}

function before(milliseconds: number): Date {
  return new Date(NOW.getTime() - milliseconds);
}
