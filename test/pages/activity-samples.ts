import type { AccountPageEvent } from '../../src/social-auth/pages/activity-section.js';
import { NOW } from './session-samples.js';

const HOUR = 60 * 60_000;
let id = 0;

/** Returns a sign-in of five minutes ago, with the given changes. */
export function event(changes: Partial<AccountPageEvent> = {}): AccountPageEvent {
  return {
    id: `event-${(id += 1)}`,
    type: 'login_succeeded',
    at: new Date(NOW.getTime() - HOUR / 12),
    severalSessions: false,
    label: 'Google',
    device: 'Firefox on Windows',
    ...changes,
  };
}

/** Returns the activity of a typical user. */
export function someActivity(): AccountPageEvent[] {
  const weeks = (count: number) => new Date(NOW.getTime() - count * 7 * 24 * HOUR);
  const phone = { label: 'GitHub', device: 'Safari on iPhone' };
  return [
    event(),
    event({ ...phone, at: weeks(2) }),
    event({ ...phone, at: weeks(2), type: 'user_created' }),
  ].map(({ device, ...rest }) =>
    rest.type === 'user_created' || device === undefined ? rest : { ...rest, device },
  );
}

const EVENTS: Partial<AccountPageEvent>[] = [
  { type: 'session_revoked', severalSessions: true },
  { type: 'refresh_token_reused', device: 'Chrome on Android' },
  { type: 'session_revoked', device: 'Samsung Internet on Android' },
  { type: 'account_linked', label: 'GitHub' },
  { type: 'logout', device: 'Safari on iPhone' },
  { type: 'session_replaced', device: 'Firefox on Windows' },
  { type: 'user_enabled' },
  { type: 'login_failed', detail: 'account_disabled' },
  { type: 'user_disabled' },
];

/** Returns ten events that cover most types, newest first. */
export function muchActivity(): AccountPageEvent[] {
  const earlier = EVENTS.map((changes, index) => {
    const { device: _, ...plain } = event();
    return { ...plain, at: new Date(NOW.getTime() - (index + 1) ** 3 * HOUR), ...changes };
  });
  return [event(), ...earlier];
}
