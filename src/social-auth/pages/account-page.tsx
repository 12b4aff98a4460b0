import type { AccountPageHint } from '../core/feature.js';
import type { PageProvider, PageBranding } from '../core/options.js';
import { accountNoticeText, type AccountNotice } from './account-notices.js';
import { type AccountPageAccount, AccountsSection } from './accounts-section.js';
import { type AccountPageEvent, ActivitySection } from './activity-section.js';
import { Avatar } from './avatar.js';
import { VerifiedBadge } from './badge.js';
import { DataSection } from './data-section.js';
import { AccountHint } from './account-hint.js';
import { displayName } from './display-name.js';
import { type AccountPageFeature, FeatureSection } from './feature-section.js';
import { Layout } from './layout.js';
import { useLocalization } from './localization-context.js';
import { Notice } from './notice.js';
import { type AccountPageNotice, SecuritySection } from './security-section.js';
import { type AccountPageSession, SessionsSection } from './sessions-section.js';

/** The signed-in user, as the account page shows it. */
export interface AccountPageUser {
  readonly name?: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  /** A validated picture URL. */
  readonly picture?: string;
}

/** Props of {@link AccountPage}. */
export interface AccountPageProps {
  readonly branding: PageBranding;
  readonly user: AccountPageUser;
  /** Recent events in other sessions that the user may not recognize, newest first. */
  readonly notices: readonly AccountPageNotice[];
  /** The active sessions in any order, including the current one. */
  readonly sessions: readonly AccountPageSession[];
  readonly accounts: readonly AccountPageAccount[];
  /** The providers that the user can link. */
  readonly linkable: readonly PageProvider[];
  /** The sections of optional features. */
  readonly sections: readonly AccountPageFeature[];
  /** Recent events, newest first. */
  readonly activity: readonly AccountPageEvent[];
  /** The reference time of relative times such as "5 minutes ago". */
  readonly now: Date;
  readonly notice?: AccountNotice;
  /** The hint of an optional feature. */
  readonly hint?: AccountPageHint;
}

/** The account page: the user, the sessions, the linked accounts and the recent activity. */
export function AccountPage(props: AccountPageProps) {
  const { branding, user, notices, sessions, accounts, linkable, sections } = props;
  const { activity, now, notice, hint } = props;
  const localization = useLocalization();
  return (
    <Layout title={localization.text('account.title')} branding={branding} wide>
      {notice !== undefined && (
        <Notice tone={isCanceled(notice) ? 'neutral' : 'success'}>
          {accountNoticeText(notice, localization)}
        </Notice>
      )}
      {hint !== undefined && <AccountHint hint={hint} />}
      <Profile user={user} />
      {notices.length > 0 && <SecuritySection notices={notices} now={now} />}
      <SessionsSection sessions={sessions} now={now} />
      {accounts.length > 0 && <AccountsSection accounts={accounts} linkable={linkable} />}
      {sections.map((section) => (
        <FeatureSection key={section.id} section={section} />
      ))}
      <ActivitySection events={activity} now={now} />
      <DataSection />
    </Layout>
  );
}

const isCanceled = ({ message }: AccountNotice) =>
  message === 'link_canceled' || message === 'access_canceled';

function Profile({ user }: { user: AccountPageUser }) {
  const localization = useLocalization();
  const name = displayName(user) ?? localization.text('account.title');
  return (
    <div class="profile">
      <Avatar user={user} picture={user.picture} />
      <h1 dir="auto">{name}</h1>
      {user.email === undefined ? (
        <p class="muted">{localization.text('account.no_email')}</p>
      ) : (
        <p class="email">
          {user.email !== name && <bdi class="muted">{user.email}</bdi>}
          <VerifiedBadge verified={user.emailVerified} />
        </p>
      )}
    </div>
  );
}
