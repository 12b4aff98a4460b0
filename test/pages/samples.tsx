import type { VNode } from 'preact';
import type { ResolvedPageOptions } from '../../src/social-auth/core/options.js';
import { AccountPage, type AccountPageProps } from '../../src/social-auth/pages/account-page.js';
import { ErrorPage } from '../../src/social-auth/pages/error-page.js';
import { errorMessage } from '../../src/social-auth/pages/error-messages.js';
import { LoginPage } from '../../src/social-auth/pages/login-page.js';
import type { AccountPageAccount } from '../../src/social-auth/pages/accounts-section.js';
import { someActivity, event, muchActivity } from './activity-samples.js';
import { manySessions, NOW, otherSession, thisSession } from './session-samples.js';

/** Options of an app without a brand. */
export const UNBRANDED: ResolvedPageOptions = {
  productName: 'Social Auth',
  logoUrl: undefined,
  termsUrl: undefined,
  privacyUrl: undefined,
};

/** Options of an app with a brand. */
export const ACME: ResolvedPageOptions = {
  productName: 'Acme',
  logoUrl: 'https://cdn.acme.example/logo.svg',
  termsUrl: '/terms',
  privacyUrl: 'https://acme.example/privacy',
};

export const GOOGLE = { name: 'google', label: 'Google' };
export const GITHUB = { name: 'github', label: 'GitHub' };

/** 120 letters without a place to break: the maximum length of a name. */
export const LONGEST_NAME = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(4).slice(0, 120);

/** Returns a Google account without details, with the given changes. */
export function linkedAccount(changes: Partial<AccountPageAccount> = {}): AccountPageAccount {
  return {
    id: `${changes.provider ?? 'google'}-1`,
    provider: 'google',
    label: 'Google',
    emailVerified: false,
    unlinkable: false,
    ...changes,
  };
}

/** Returns the props of the page of a user with one Google account, with the given changes. */
export function account(changes: Partial<AccountPageProps> = {}): AccountPageProps {
  return {
    branding: UNBRANDED,
    user: { name: 'Ada Example', email: 'ada@example.com', emailVerified: true },
    sessions: [thisSession()],
    accounts: [linkedAccount({ email: 'ada@example.com', emailVerified: true })],
    linkable: [GITHUB],
    activity: someActivity(),
    now: NOW,
    ...changes,
  };
}

/** Every page, in every state with a different layout. */
export const SAMPLES: Record<string, VNode> = {
  login: <LoginPage branding={UNBRANDED} providers={[GOOGLE, GITHUB]} />,
  'login-last-used': (
    <LoginPage
      branding={UNBRANDED}
      providers={[GOOGLE, GITHUB]}
      lastProvider="github"
      returnTo="/reports?year=2026"
    />
  ),
  'login-signed-out': (
    <LoginPage
      branding={UNBRANDED}
      providers={[GOOGLE, GITHUB]}
      lastProvider="google"
      notice="signed_out"
    />
  ),
  'login-signed-out-everywhere': (
    <LoginPage
      branding={UNBRANDED}
      providers={[GOOGLE, GITHUB]}
      lastProvider="google"
      notice="signed_out_everywhere"
    />
  ),
  'login-again': (
    <LoginPage branding={UNBRANDED} providers={[GOOGLE, GITHUB]} notice="login_again" />
  ),
  'login-required': (
    <LoginPage branding={UNBRANDED} providers={[GOOGLE, GITHUB]} notice="login_required" />
  ),
  'login-many': (
    <LoginPage
      branding={ACME}
      providers={[
        GOOGLE,
        GITHUB,
        { name: 'acme-id', label: 'Acme Identity' },
        { name: 'long', label: 'the Bureau of Long and Winding Organisation Names' },
      ]}
    />
  ),
  'login-none': <LoginPage branding={UNBRANDED} providers={[]} />,
  account: (
    <AccountPage
      {...account({
        sessions: [thisSession(), otherSession()],
        user: {
          name: 'Ada Example',
          email: 'ada@example.com',
          emailVerified: true,
          picture: '/picture.svg',
        },
        accounts: [
          linkedAccount({ email: 'ada@example.com', emailVerified: true, unlinkable: true }),
          linkedAccount({
            provider: 'github',
            label: 'GitHub',
            username: 'ada-example',
            email: 'ada@work.example',
            unlinkable: true,
          }),
        ],
        linkable: [],
      })}
    />
  ),
  'account-session-ended': (
    <AccountPage
      {...account({ sessions: manySessions(4), notice: { message: 'session_ended' } })}
    />
  ),
  'account-linked': (
    <AccountPage
      {...account({ notice: { message: 'account_linked', label: 'GitHub' }, linkable: [] })}
    />
  ),
  'account-unlinked': (
    <AccountPage {...account({ notice: { message: 'account_unlinked', label: 'GitHub' } })} />
  ),
  'account-others-ended': (
    <AccountPage {...account({ notice: { message: 'other_sessions_ended' } })} />
  ),
  'account-twelve-sessions': <AccountPage {...account({ sessions: manySessions(12) })} />,
  'account-much-activity': <AccountPage {...account({ activity: muchActivity() })} />,
  'account-no-activity': <AccountPage {...account({ activity: [] })} />,
  'account-broken-picture': (
    <AccountPage
      {...account({
        user: {
          name: 'Ada Example',
          email: 'ada@example.com',
          emailVerified: false,
          picture: '/missing.png',
        },
      })}
    />
  ),
  'account-no-picture': (
    <AccountPage
      {...account({
        user: { name: 'Ada Example', email: 'ada@example.com', emailVerified: false },
      })}
    />
  ),
  'account-no-name': (
    <AccountPage {...account({ user: { email: 'ada@example.com', emailVerified: true } })} />
  ),
  'account-nothing': (
    <AccountPage
      {...account({
        sessions: [thisSession({ device: 'Unknown device', kind: 'unknown', label: 'GitHub' })],
        user: { emailVerified: false },
        accounts: [linkedAccount({ provider: 'github', label: 'GitHub', username: 'octo' })],
        linkable: [GOOGLE, { name: 'acme-id', label: 'Acme Identity' }],
      })}
    />
  ),
  'account-longest': (
    <AccountPage
      {...account({
        user: {
          name: LONGEST_NAME,
          email: `${'long.address.'.repeat(5)}x@${'mail.'.repeat(12)}example.com`,
          emailVerified: false,
        },
        sessions: [
          thisSession({
            device: `${'Browser '.repeat(5)} on ${'System'.repeat(6)}`,
            label: 'the Bureau of Long and Winding Organisation Names',
          }),
          otherSession({ device: 'Samsung Internet on Windows Phone' }),
        ],
        activity: [
          event({
            label: 'the Bureau of Long and Winding Organisation Names',
            device: `${'Browser '.repeat(5)} on ${'System'.repeat(6)}`,
          }),
        ],
        accounts: [
          linkedAccount({
            provider: 'github',
            label: 'GitHub',
            username: 'a-handle-of-thirty-nine-letters-in-all-x',
            email: `${'long.address.'.repeat(5)}x@${'mail.'.repeat(12)}example.com`,
            emailVerified: true,
            unlinkable: true,
          }),
        ],
        linkable: [{ name: 'long', label: 'the Bureau of Long and Winding Organisation Names' }],
      })}
    />
  ),
  'account-arabic': (
    <AccountPage
      {...account({
        user: { name: 'مثال بن نموذج العربي', email: 'mithal@example.com', emailVerified: true },
        sessions: [thisSession({ label: 'مزود' }), otherSession({ device: 'تطبيق (2)' })],
        activity: [event({ label: 'مزود', device: 'تطبيق (2)' })],
      })}
    />
  ),
  'account-japanese': (
    <AccountPage
      {...account({
        user: { name: '見本 太郎', email: 'mihon@example.jp', emailVerified: true },
      })}
    />
  ),
  error: (
    <ErrorPage
      branding={UNBRANDED}
      {...errorMessage('login_canceled', 'Google')}
      supportCode="K7QF-3M2P"
      actions={[
        { label: 'Try again with Google', post: '/auth/google', fields: { returnTo: '/reports' } },
        { label: 'Back to sign-in', href: '/login' },
      ]}
    />
  ),
  'error-refused': (
    <ErrorPage
      branding={UNBRANDED}
      {...errorMessage('login_refused')}
      supportCode="9ZT4-WX81"
      actions={[{ label: 'Back to sign-in', href: '/login' }]}
    />
  ),
  'error-unavailable': (
    <ErrorPage
      branding={UNBRANDED}
      {...errorMessage('provider_unavailable', 'GitHub')}
      supportCode="J3HD-7KQ2"
      actions={[
        { label: 'Choose another way', href: '/login' },
        { label: 'Try GitHub again', post: '/auth/github', primary: true },
      ]}
    />
  ),
  'error-taken': (
    <ErrorPage
      branding={UNBRANDED}
      {...errorMessage('account_taken', 'GitHub')}
      supportCode="9ZT4-WX81"
      actions={[{ label: 'Back to where you were', href: '/' }]}
    />
  ),
  'error-plain': <ErrorPage branding={ACME} {...errorMessage('not_found')} actions={[]} />,
};
