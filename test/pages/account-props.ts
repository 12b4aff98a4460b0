import type { AccountPageProps } from '../../src/social-auth/pages/account-page.js';
import type { AccountPageAccount } from '../../src/social-auth/pages/accounts-section.js';
import { someActivity } from './activity-samples.js';
import { GITHUB, UNBRANDED } from './branding-samples.js';
import { NOW, thisSession } from './session-samples.js';

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
