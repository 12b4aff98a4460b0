import { describe, expect, it } from 'vitest';
import { AUTH_EVENT_NAMES } from '../../src/social-auth/core/auth-events.js';
import {
  type AccountPageEvent,
  ActivitySection,
} from '../../src/social-auth/pages/activity-section.js';
import { activityLabel } from '../../src/social-auth/pages/activity-labels.js';
import { renderPage } from '../../src/social-auth/pages/render.js';
import { event, eventful } from './activity-samples.js';
import { NOW } from './session-samples.js';

describe('the recent activity of a person', () => {
  it('says what happened, on which device, and when', () => {
    const html = render(event());
    expect(text(html)).toContain('Signed in with Google Firefox on Windows\u00A0· 5 minutes ago');
    expect(html).toContain('title="4 March 2026 at 11:55 UTC"');
  });

  it('says nothing of a device where there was none', () => {
    const { device: _, ...bare } = event({ type: 'user_enabled' });
    expect(text(render(bare))).toContain('The account was enabled again 5 minutes ago');
  });

  it('shows five in the order they come, and folds the rest away', () => {
    expect(render(...eventful().slice(0, 5))).not.toContain('<details');
    const [shown = '', folded = ''] = render(...eventful()).split('<details');
    expect(shown.match(/class="event"/g)).toHaveLength(5);
    expect(folded.match(/class="event"/g)).toHaveLength(5);
    expect(text(folded)).toContain('5 earlier');
    expect(shown.indexOf('Signed in with Google')).toBeLessThan(shown.indexOf('everywhere else'));
  });

  it('says so when there is none', () => {
    expect(text(render())).toContain('Nothing has happened lately.');
    expect(render()).not.toContain('<ul');
  });

  it('passes over what it has no words for', () => {
    const later = event({ type: 'of_a_later_version' });
    expect(text(render(later, event({ type: 'toString' })))).toContain('Nothing has happened');
  });

  it('shows a device and a provider that are HTML as text', () => {
    const html = render(event({ device: '<b>"x"</b>', label: '<i>' }));
    expect(html).not.toMatch(/<[bi]>/);
  });
});

describe('the words for an event', () => {
  const of = (changes: Partial<AccountPageEvent>) => activityLabel(event(changes))?.title;

  it('exist for each that has a person', () => {
    const without = AUTH_EVENT_NAMES.filter((type) => of({ type }) === undefined);
    expect(without).toEqual(['signing_key_created']);
  });

  it.each<[string, Partial<AccountPageEvent>]>([
    ['Account created with GitHub', { type: 'user_created', label: 'GitHub' }],
    ['Signed in with GitHub', { type: 'login_succeeded', label: 'GitHub' }],
    [
      'Sign-in refused: the account was disabled',
      { type: 'login_failed', detail: 'account_disabled' },
    ],
    ['A sign-in was refused', { type: 'login_failed', detail: 'invalid_grant' }],
    ['GitHub linked', { type: 'account_linked', label: 'GitHub' }],
    ['GitHub unlinked', { type: 'account_unlinked', label: 'GitHub' }],
    ['Signed out', { type: 'logout' }],
    ['Signed out everywhere else', { type: 'logout', many: true }],
    ['A session was ended', { type: 'session_revoked', detail: 'user' }],
    ['Signed out everywhere else', { type: 'session_revoked', detail: 'user', many: true }],
    ['Signed out by the people who run this site', { type: 'session_revoked', detail: 'admin' }],
    ['The account was disabled', { type: 'user_disabled' }],
  ])('are "%s"', (words, changes) => {
    expect(of(changes)).toBe(words);
  });

  it('tell a person whose token was used twice what that means and what to do', () => {
    const words = activityLabel(event({ type: 'refresh_token_reused' }));
    expect(words?.title).toBe('A session was ended to protect you');
    expect(words?.advice).toMatch(/stolen.*sign out everywhere and sign in again\.$/);
    expect(words?.advice).not.toMatch(/token|refresh/i);
  });
});

function render(...events: AccountPageEvent[]): string {
  return renderPage(<ActivitySection events={events} now={NOW} />).replace(/^[^]*<section/, '');
}

function text(html: string): string {
  return html.replaceAll(/<\/(?:p|summary|li)>/g, ' ').replaceAll(/<[^>]*>/g, '');
}
