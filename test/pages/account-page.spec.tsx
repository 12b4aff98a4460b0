import { describe, expect, it } from 'vitest';
import { AccountPage, type AccountPageProps } from '../../src/social-auth/pages/account-page.js';
import { GITHUB } from './branding-samples.js';
import { renderBody, statusText } from './html.js';
import { account, linkedAccount } from './account-props.js';

describe('the account page', () => {
  it('shows a name that contains HTML as text', () => {
    const name = '<img src=x onerror="alert(1)">';
    const html = accountBody({ user: { name, emailVerified: false } });
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;>');
    expect(html).not.toContain('<img');
  });

  it('loads the picture without a Referer header', () => {
    const user = { name: 'Ada', emailVerified: false, picture: 'https://p.example/a"b' };
    expect(accountBody({ user })).toContain(
      '<img src="https://p.example/a&quot;b" alt referrerpolicy="no-referrer"/>',
    );
  });

  it('shows whether the email address is verified', () => {
    const user = { name: 'Ada', email: 'ada@example.com' };
    expect(accountBody({ user: { ...user, emailVerified: true } })).toContain('</svg>Verified<');
    expect(accountBody({ user: { ...user, emailVerified: false } })).toContain(
      '</svg>Not verified<',
    );
    expect(accountBody({ user: { emailVerified: false } })).toContain('No email address shared');
  });

  it.each([
    [{ message: 'session_revoked' }, 'You are signed out on that device.'],
    [{ message: 'other_sessions_revoked' }, 'You are signed out everywhere else.'],
    [{ message: 'account_linked', label: 'GitHub' }, 'GitHub connected.'],
    [{ message: 'account_linked' }, 'The account connected.'],
    [
      { message: 'account_unlinked', label: 'GitHub' },
      'GitHub disconnected. Other devices that used it were signed out.',
    ],
  ] as const)('announces %j as a status', (notice, text) => {
    expect(statusText(accountBody({ notice }))).toContain(text);
  });

  it('has no status without a notice', () => {
    expect(accountBody({})).not.toContain('role="status"');
  });

  it('requires a confirmation before it disconnects an account', () => {
    const linked = linkedAccount({ provider: GITHUB, canUnlink: true });
    const html = accountBody({ accounts: [linked] });
    const [, confirmation = ''] =
      /<details class="confirmation">(.*?)<\/details>/s.exec(html) ?? [];
    expect(confirmation).toContain(
      '<span aria-hidden="true">Disconnect</span><span class="visually-hidden">Disconnect GitHub</span>',
    );
    expect(confirmation).toContain('action="/auth/accounts/github-1/unlink"');
    expect(confirmation).toContain('You will not be able to sign in with this GitHub account.');
    expect(confirmation).toMatch(
      /<button [^>]*class="button-danger"[^>]*>Disconnect GitHub<\/button>/,
    );
    expect(html.match(/\/unlink"/g)).toHaveLength(1);
  });

  it('does not offer to disconnect the only account', () => {
    expect(accountBody({ accounts: [linkedAccount()] })).not.toContain('Disconnect');
  });
});

function accountBody(changes: Partial<AccountPageProps>): string {
  return renderBody(<AccountPage {...account({ accounts: [], ...changes })} />);
}
