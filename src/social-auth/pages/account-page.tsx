import { type AccountPageEvent, ActivitySection } from './activity-section.js';
import { Avatar } from './avatar.js';
import { VerifiedBadge } from './badge.js';
import { DEFAULT_PRODUCT_NAME, Layout } from './layout.js';
import { type AccountPageAccount, AccountsSection } from './accounts-section.js';
import { Notice, type NoticeProps } from './notice.js';
import { displayName } from './display-name.js';
import type { ProviderOption } from './provider-button.js';
import { type AccountPageSession, SessionsSection } from './sessions-section.js';

/** The signed-in person, as the account page shows them. */
export interface AccountPageUser {
  readonly name?: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  /** An already checked picture URL. */
  readonly picture?: string;
}

/** What the account page can say was just done. */
export type AccountNotice = keyof typeof NOTICES;

/** What the account page shows. */
export interface AccountPageProps {
  readonly user: AccountPageUser;
  /** Where they are signed in, in any order; one of them is the current one. */
  readonly sessions: readonly AccountPageSession[];
  readonly accounts: readonly AccountPageAccount[];
  /** The providers that could be linked as well. */
  readonly linkable: readonly ProviderOption[];
  /** What happened lately, newest first. */
  readonly activity: readonly AccountPageEvent[];
  /** The moment that "5 minutes ago" counts from. */
  readonly now: Date;
  readonly notice?: AccountNotice;
  readonly productName?: string;
}

const NOTICES = {
  session_ended: { tone: 'good', children: 'That session has ended.' },
  other_sessions_ended: { tone: 'good', children: 'You are signed out everywhere else.' },
  account_linked: { tone: 'good', children: 'You can sign in with that login now.' },
  account_unlinked: {
    tone: 'good',
    children: 'That login is unlinked, and its sessions elsewhere have ended.',
  },
} as const satisfies Record<string, NoticeProps>;

/** Whether a notice is one for this page. */
export function isAccountNotice(name: string): name is AccountNotice {
  return Object.hasOwn(NOTICES, name);
}

/** The account page: who you are here, where you are signed in, and the ways out. */
export function AccountPage(props: AccountPageProps) {
  const { user, sessions, accounts, linkable, activity, now, notice } = props;
  return (
    <Layout title="Your account" productName={props.productName ?? DEFAULT_PRODUCT_NAME} wide>
      {notice !== undefined && <Notice {...NOTICES[notice]} />}
      <Person user={user} />
      <SessionsSection sessions={sessions} now={now} />
      {accounts.length > 0 && <AccountsSection accounts={accounts} linkable={linkable} />}
      <ActivitySection events={activity} now={now} />
    </Layout>
  );
}

function Person({ user }: { user: AccountPageUser }) {
  const name = displayName(user);
  return (
    <div class="person">
      <Avatar person={user} picture={user.picture} />
      <h1 dir="auto">{name}</h1>
      {user.email === undefined ? (
        <p class="muted">No email address shared</p>
      ) : (
        <p class="facts">
          {user.email !== name && <bdi class="muted">{user.email}</bdi>}
          <VerifiedBadge verified={user.emailVerified} />
        </p>
      )}
    </div>
  );
}
