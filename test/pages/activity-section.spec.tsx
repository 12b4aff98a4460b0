import { describe, expect, it } from 'vitest';
import { AUTH_EVENT_NAMES } from '../../src/social-auth/core/auth-events.js';
import { activityMessage } from '../../src/social-auth/pages/activity-labels.js';
import {
  type AccountPageEvent,
  ActivitySection,
} from '../../src/social-auth/pages/activity-section.js';
import { renderPage } from '../../src/social-auth/pages/render.js';
import { event, muchActivity } from './activity-samples.js';
import { blockText } from './html.js';
import { NOW } from './session-samples.js';

describe('recent activity', () => {
  it('shows the event, the device and the time', () => {
    const html = render(event());
    expect(blockText(html)).toContain(
      'Signed in with Google Firefox on Windows\u00A0· 5 minutes ago',
    );
    expect(html).toContain('title="March 4, 2026 at 11:55 AM UTC"');
  });

  it('shows no device when the event has none', () => {
    const { device: _, ...withoutDevice } = event({ type: 'user_enabled' });
    expect(blockText(render(withoutDevice))).toContain('Account enabled again 5 minutes ago');
  });

  it('shows five events in the given order and collapses the others', () => {
    expect(render(...muchActivity().slice(0, 5))).not.toContain('<details');
    const [visible = '', collapsed = ''] = render(...muchActivity()).split('<details');
    expect(visible.match(/class="event"/g)).toHaveLength(5);
    expect(collapsed.match(/class="event"/g)).toHaveLength(5);
    expect(blockText(collapsed)).toContain('5 earlier events');
    expect(visible.indexOf('Signed in with Google')).toBeLessThan(
      visible.indexOf('everywhere else'),
    );
  });

  it('shows a sentence instead of a list when there are no events', () => {
    expect(blockText(render())).toContain('No recent activity.');
    expect(render()).not.toContain('<ul');
  });

  it('omits events without a label', () => {
    const later = event({ type: 'of_a_later_version' });
    expect(blockText(render(later, event({ type: 'toString' })))).toContain('No recent activity.');
  });

  it('shows a device and a provider that contain HTML as text', () => {
    const html = render(event({ device: '<b>"x"</b>', label: '<i>' }));
    expect(html).not.toMatch(/<[bi]>/);
  });
});

describe('the label of an event', () => {
  const titleOf = (changes: Partial<AccountPageEvent>) =>
    /class="event-title[^>]*>(?:<svg.*?<\/svg>)?(.*?)<\/p>/.exec(render(event(changes)))?.[1];

  it('exists for every event of a user', () => {
    const unlabeled = AUTH_EVENT_NAMES.filter(
      (type) => activityMessage(event({ type })) === undefined,
    );
    expect(unlabeled).toEqual([
      // Services cause many of them, so they are not part of the recent activity.
      'provider_token_exchanged',
      'provider_token_refused',
      'signing_key_created',
    ]);
  });

  it.each<[string, Partial<AccountPageEvent>]>([
    ['Account created with GitHub', { type: 'user_created', label: 'GitHub' }],
    ['Signed in with GitHub', { type: 'login_succeeded', label: 'GitHub' }],
    [
      'Signed in with GitHub on a new device',
      { type: 'login_succeeded', label: 'GitHub', detail: 'new_device' },
    ],
    [
      'Sign-in refused because the account was disabled',
      { type: 'login_failed', detail: 'account_disabled' },
    ],
    ['Sign-in refused', { type: 'login_failed', detail: 'invalid_grant' }],
    ['GitHub connected', { type: 'account_linked', label: 'GitHub' }],
    ['GitHub disconnected', { type: 'account_unlinked', label: 'GitHub' }],
    ['Signed out', { type: 'logout' }],
    ['Signed out everywhere else', { type: 'logout', severalSessions: true }],
    ['Signed out from another device', { type: 'session_revoked', detail: 'user' }],
    [
      'Signed out everywhere else',
      { type: 'session_revoked', detail: 'user', severalSessions: true },
    ],
    ['Signed out by an administrator', { type: 'session_revoked', detail: 'admin' }],
    ['Account disabled', { type: 'user_disabled' }],
  ])('is "%s"', (title, changes) => {
    expect(titleOf(changes)).toBe(title);
  });

  it('explains a reused refresh token without jargon, and gives advice', () => {
    const text = blockText(render(event({ type: 'refresh_token_reused' })));
    expect(text).toContain('Signed out for your safety');
    expect(text).toMatch(/stolen.*sign out of every device that you do not recognize\./);
    expect(text).not.toMatch(/token|refresh/i);
  });
});

function render(...events: AccountPageEvent[]): string {
  return renderPage(<ActivitySection events={events} now={NOW} />).replace(/^[^]*<section/, '');
}
