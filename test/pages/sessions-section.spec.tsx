import { describe, expect, it } from 'vitest';
import { renderPage } from '../../src/social-auth/pages/render.js';
import {
  type AccountPageSession,
  SessionsSection,
} from '../../src/social-auth/pages/sessions-section.js';
import { blockText } from './html.js';
import { manySessions, NOW, otherSession, thisSession } from './session-samples.js';

describe('the list of sessions', () => {
  it('starts with this device, followed by the others in the order of their last use', () => {
    const html = render(
      otherSession({ id: 'old', device: 'Old', lastSeen: new Date('2026-01-01') }),
      otherSession({ id: 'new', device: 'New', lastSeen: new Date('2026-03-01') }),
      thisSession({ device: 'This', lastSeen: new Date('2025-12-01') }),
    );
    expect(devices(html)).toEqual(['This', 'New', 'Old']);
    expect(html.match(/This device/g)).toHaveLength(1);
  });

  it('shows the provider and the login time, and the last use of other sessions, in UTC', () => {
    const html = render(thisSession(), otherSession());
    expect(html).toContain(
      'Signed in with <bdi>Google</bdi> <time datetime="2026-03-04T11:55:00.000Z" title="March 4, 2026 at 11:55 AM UTC">5 minutes ago</time>',
    );
    expect(blockText(html)).toContain('Last active 2 hours ago');
    expect(blockText(render(thisSession()))).not.toContain('Last active');
  });

  it('does not show the last use when it is as long ago as the login', () => {
    const time = new Date('2026-03-01');
    const html = render(thisSession(), otherSession({ firstSeen: time, lastSeen: time }));
    expect(blockText(html)).toContain('Signed in with GitHub 3 days ago');
    expect(blockText(html)).not.toContain('Last active');
  });

  it('signs out of the current session by logout, and of another one by its id', () => {
    const html = render(thisSession(), otherSession({ id: 'a/b"c' }));
    expect(html).toContain(
      '<form method="post" action="/auth/logout"><button type="submit">Sign out</button>',
    );
    expect(html).toContain('<form method="post" action="/auth/sessions/a%2Fb%22c/end">');
    expect(html).toContain('aria-label="Sign out of Safari on iPhone"');
    expect(html.match(/\/end"/g)).toHaveLength(1);
  });

  it('signs out everywhere else with one button', () => {
    const html = render(thisSession(), otherSession());
    expect(html).toContain(
      '<form method="post" action="/auth/sessions/end-others"><button type="submit">Sign out everywhere else</button>',
    );
  });

  it('requires a confirmation before it signs out everywhere', () => {
    const html = render(thisSession(), otherSession());
    const [, confirmation = ''] =
      /<details class="confirmation">(.*?)<\/details>/s.exec(html) ?? [];
    expect(confirmation).toContain(
      '<form class="confirmation-body" method="post" action="/auth/logout"><input type="hidden" name="everywhere" value="true"/>',
    );
    expect(confirmation).toContain('including this one');
    expect(confirmation).toMatch(
      /<button [^>]*class="button-danger"[^>]*>Sign out everywhere<\/button>/,
    );
    expect(html.match(/name="everywhere"/g)).toHaveLength(1);
  });

  it('offers no bulk sign-out with a single session', () => {
    const html = render(thisSession());
    expect(blockText(html)).toContain('You are not signed in anywhere else.');
    expect(html.match(/<form/g)).toHaveLength(1);
  });

  it('shows ten sessions and collapses the others', () => {
    const list = (count: number) =>
      render(...manySessions(count)).replace(/<div class="card-footer">.*$/s, '');
    expect(list(10)).not.toContain('<details');
    expect(blockText(list(11))).toContain('1 more session ');
    const [visible = '', collapsed = ''] = list(50).split('<details');
    expect(devices(visible)).toHaveLength(10);
    expect(devices(collapsed)).toHaveLength(40);
    expect(blockText(collapsed)).toContain('40 more sessions');
  });

  it('shows a device that contains HTML as text', () => {
    const html = render(thisSession(), otherSession({ device: '<b>"x"</b>' }));
    expect(html).not.toContain('<b>');
  });
});

function render(...sessions: AccountPageSession[]): string {
  return renderPage(<SessionsSection sessions={sessions} now={NOW} />);
}

function devices(html: string): string[] {
  return [...html.matchAll(/class="row-title"><bdi>([^<]*)<\/bdi>/g)].map(
    (match) => match[1] ?? '',
  );
}
