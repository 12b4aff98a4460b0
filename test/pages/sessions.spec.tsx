import { describe, expect, it } from 'vitest';
import { renderPage } from '../../src/social-auth/pages/render.js';
import {
  type AccountPageSession,
  SessionsSection,
} from '../../src/social-auth/pages/sessions-section.js';
import { manySessions, NOW, otherSession, thisSession } from './session-samples.js';

describe('the sessions of a person', () => {
  it('begin with this device, then the one seen last', () => {
    const html = render(
      otherSession({ id: 'old', device: 'Old', lastSeen: new Date('2026-01-01') }),
      otherSession({ id: 'new', device: 'New', lastSeen: new Date('2026-03-01') }),
      thisSession({ device: 'This', lastSeen: new Date('2025-12-01') }),
    );
    expect(devices(html)).toEqual(['This', 'New', 'Old']);
    expect(html.match(/This device/g)).toHaveLength(1);
  });

  it('say how and since when, and of others when last, to the minute in UTC', () => {
    const html = render(thisSession(), otherSession());
    expect(html).toContain(
      'Signed in with Google <bdi><time datetime="2026-03-04T11:55:00.000Z" title="4 March 2026 at 11:55 UTC">5 minutes ago</time>',
    );
    expect(text(html)).toContain('Last seen 2 hours ago');
    expect(text(render(thisSession()))).not.toContain('Last seen');
  });

  it('end one by one: this one by signing out, another by its id', () => {
    const html = render(thisSession(), otherSession({ id: 'a/b"c' }));
    expect(html).toContain(
      '<form method="post" action="/auth/logout"><button type="submit">Sign out</button>',
    );
    expect(html).toContain('<form method="post" action="/auth/sessions/a%2Fb%22c/end">');
    expect(html.match(/\/end"/g)).toHaveLength(1);
  });

  it('end all at once, with this one or without', () => {
    const html = render(thisSession(), otherSession());
    expect(html).toContain(
      '<form method="post" action="/auth/sessions/end-others"><button type="submit">Sign out everywhere else</button>',
    );
    expect(html).toContain(
      '<form method="post" action="/auth/logout"><input type="hidden" name="everywhere" value="true"/>',
    );
  });

  it('offer no way out of many where there is but one', () => {
    const html = render(thisSession());
    expect(text(html)).toContain('You are not signed in anywhere else.');
    expect(html.match(/<form/g)).toHaveLength(1);
  });

  it('show ten, and fold the rest away', () => {
    expect(render(...manySessions(10))).not.toContain('<details');
    expect(text(render(...manySessions(11)))).toContain('1 more session ');
    const html = render(...manySessions(50));
    const [shown = '', folded = ''] = html.split('<details');
    expect(devices(shown)).toHaveLength(10);
    expect(devices(folded)).toHaveLength(40);
    expect(text(folded)).toContain('40 more sessions');
  });

  it('show a device that is HTML as text', () => {
    const html = render(thisSession(), otherSession({ device: '<b>"x"</b>' }));
    expect(html).not.toContain('<b>');
  });
});

function render(...sessions: AccountPageSession[]): string {
  return renderPage(<SessionsSection sessions={sessions} now={NOW} />);
}

function devices(html: string): string[] {
  return [...html.matchAll(/class="name"><bdi>([^<]*)<\/bdi>/g)].map((match) => match[1] ?? '');
}

function text(html: string): string {
  return html.replaceAll(/<\/(?:p|summary|li)>/g, ' ').replaceAll(/<[^>]*>/g, '');
}
