import type { PageProvider, ResolvedPageOptions } from '../core/options.js';
import { type AccountPageAccount, AccountsSection } from './accounts-section.js';
import { type AccountPageEvent, ActivitySection } from './activity-section.js';
import { Avatar } from './avatar.js';
import { VerifiedBadge } from './badge.js';
import { displayName } from './display-name.js';
import { Layout } from './layout.js';
import { Notice } from './notice.js';
import { type AccountPageSession, SessionsSection } from './sessions-section.js';

/** The signed-in user, as the account page shows it. */
export interface AccountPageUser {
  readonly name?: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  /** A validated picture URL. */
  readonly picture?: string;
}

/** The result of the previous request, for a notice at the top. */
export interface AccountNotice {
  readonly message: keyof typeof NOTICES;
  /** The display name of the linked or unlinked provider. */
  readonly label?: string;
}

/** Props of {@link AccountPage}. */
export interface AccountPageProps {
  readonly branding: ResolvedPageOptions;
  readonly user: AccountPageUser;
  /** The active sessions in any order, including the current one. */
  readonly sessions: readonly AccountPageSession[];
  readonly accounts: readonly AccountPageAccount[];
  /** The providers that the user can link. */
  readonly linkable: readonly PageProvider[];
  /** Recent events, newest first. */
  readonly activity: readonly AccountPageEvent[];
  /** The reference time of relative times such as "5 minutes ago". */
  readonly now: Date;
  readonly notice?: AccountNotice;
}

const NOTICES = {
  session_revoked: () => 'You are signed out on that device.',
  other_sessions_revoked: () => 'You are signed out everywhere else.',
  account_linked: (label = 'A new account') => `${label} is now linked to your account.`,
  account_unlinked: (label = 'The account') =>
    `${label} is no longer linked, and other devices that signed in with it are signed out.`,
  link_canceled: (label = 'The account') => `${label} was not linked, because you canceled.`,
} as const satisfies Record<string, (label?: string) => string>;

/** Returns whether the account page has a notice for a message. */
export function isAccountNotice(message: string): message is AccountNotice['message'] {
  return Object.hasOwn(NOTICES, message);
}

/** The account page: the user, the sessions, the linked accounts and the recent activity. */
export function AccountPage(props: AccountPageProps) {
  const { branding, user, sessions, accounts, linkable, activity, now, notice } = props;
  return (
    <Layout title="Your account" branding={branding} wide>
      {notice !== undefined && (
        <Notice tone={notice.message === 'link_canceled' ? 'neutral' : 'success'}>
          {NOTICES[notice.message](notice.label)}
        </Notice>
      )}
      <Profile user={user} />
      <SessionsSection sessions={sessions} now={now} />
      {accounts.length > 0 && <AccountsSection accounts={accounts} linkable={linkable} />}
      <ActivitySection events={activity} now={now} />
    </Layout>
  );
}

function Profile({ user }: { user: AccountPageUser }) {
  const name = displayName(user);
  return (
    <div class="profile">
      <Avatar user={user} picture={user.picture} />
      <h1 dir="auto">{name}</h1>
      {user.email === undefined ? (
        <p class="muted">No email address shared</p>
      ) : (
        <p class="email">
          {user.email !== name && <bdi class="muted">{user.email}</bdi>}
          <VerifiedBadge verified={user.emailVerified} />
        </p>
      )}
    </div>
  );
}
