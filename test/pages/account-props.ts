import type { AccountPageProps } from '../../src/social-auth/pages/account-page.js';
import type { AccountPageAccount } from '../../src/social-auth/pages/accounts-section.js';
import { someActivity } from './activity-samples.js';
import { GITHUB, GOOGLE, UNBRANDED } from './branding-samples.js';
import { NOW, thisSession } from './session-samples.js';

/** Returns a Google account without details, with the given changes. */
export function linkedAccount(changes: Partial<AccountPageAccount> = {}): AccountPageAccount {
  const { provider = GOOGLE } = changes;
  return {
    id: `${provider.name}-1`,
    provider,
    emailVerified: false,
    canUnlink: false,
    ...changes,
  };
}

/** Returns the props of the page of a user with one Google account, with the given changes. */
export function account(changes: Partial<AccountPageProps> = {}): AccountPageProps {
  return {
    branding: UNBRANDED,
    user: { name: 'Ada Example', email: 'ada@example.com', emailVerified: true },
    notices: [],
    sessions: [thisSession()],
    accounts: [linkedAccount({ email: 'ada@example.com', emailVerified: true })],
    linkable: [GITHUB],
    sections: [],
    activity: someActivity(),
    now: NOW,
    ...changes,
  };
}
