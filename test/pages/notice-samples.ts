import type { AccountPageNotice } from '../../src/social-auth/pages/security-section.js';
import { NOW } from './session-samples.js';

const HOUR = 60 * 60_000;

/** Returns one notice of each type, newest first. */
export function allNotices(): AccountPageNotice[] {
  const before = (hours: number) => new Date(NOW.getTime() - hours * HOUR);
  return [
    {
      id: 'notice-1',
      type: 'new_device',
      at: before(0.05),
      device: 'Firefox on Linux',
      kind: 'desktop',
      label: 'GitHub',
      sessionId: '0192f000-0000-7000-8000-000000000001',
    },
    {
      id: 'notice-2',
      type: 'account_linked',
      at: before(3),
      device: 'Safari on iPhone',
      kind: 'phone',
      label: 'GitHub',
    },
    {
      id: 'notice-3',
      type: 'refresh_token_reused',
      at: before(30),
      device: 'Chrome on Android',
      kind: 'phone',
    },
    {
      id: 'notice-4',
      type: 'new_device',
      at: before(60),
      device: 'Unknown device',
      kind: 'unknown',
      label: 'Google',
    },
    { id: 'notice-5', type: 'account_unlinked', at: before(70), kind: 'unknown', label: 'GitHub' },
  ];
}
