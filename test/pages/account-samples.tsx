import type { VNode } from 'preact';
import { AccountPage } from '../../src/social-auth/pages/account-page.js';
import { account, linkedAccount } from './account-props.js';
import { event, muchActivity } from './activity-samples.js';
import { ACME_ID, GITHUB, GOOGLE } from './branding-samples.js';
import { allNotices } from './notice-samples.js';
import { manySessions, otherSession, thisSession } from './session-samples.js';

/** 120 letters without a place to break: the maximum length of a name. */
const LONGEST_NAME = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(4).slice(0, 120);

/** The account page, in every state with a different layout. */
export const ACCOUNT_SAMPLES: Record<string, VNode> = {
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
          linkedAccount({ email: 'ada@example.com', emailVerified: true, canUnlink: true }),
          linkedAccount({ provider: ACME_ID, username: 'ada', canUnlink: true }),
          linkedAccount({
            provider: GITHUB,
            username: 'ada-example',
            email: 'ada@work.example',
            canUnlink: true,
          }),
        ],
        linkable: [],
      })}
    />
  ),
  'account-session-revoked': (
    <AccountPage
      {...account({ sessions: manySessions(4), notice: { message: 'session_revoked' } })}
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
  'account-others-revoked': (
    <AccountPage {...account({ notice: { message: 'other_sessions_revoked' } })} />
  ),
  'account-new-device': (
    <AccountPage
      {...account({
        notices: allNotices().slice(0, 1),
        sessions: [thisSession(), otherSession({ device: 'Firefox on Linux', kind: 'desktop' })],
      })}
    />
  ),
  'account-notices': (
    <AccountPage {...account({ notices: allNotices(), sessions: manySessions(3) })} />
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
        accounts: [linkedAccount({ provider: GITHUB, username: 'octo' })],
        linkable: [GOOGLE, ACME_ID],
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
            provider: GITHUB,
            username: 'a-handle-of-thirty-nine-letters-in-all-x',
            email: `${'long.address.'.repeat(5)}x@${'mail.'.repeat(12)}example.com`,
            emailVerified: true,
            canUnlink: true,
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
};
