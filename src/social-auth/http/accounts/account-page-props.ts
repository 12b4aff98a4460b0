import type { AuditEvent } from '../../audit/audit.store.js';
import type { AccountPageSection } from '../../core/feature.js';
import type { Localization } from '../../core/messages/localization.js';
import type { PageProvider } from '../../core/options.js';
import type { AccountPageProps } from '../../pages/account-page.js';
import type { Session } from '../../sessions/session.js';
import type { Account } from '../../users/account.js';
import type { UserProfile } from '../../users/user.js';
import { toActivityView } from '../views/activity-view.js';
import { toNotices } from '../views/notice-view.js';
import { toSessionViews } from '../views/session-view.js';

/** Number of events under "Recent activity". */
const MAX_ACTIVITY = 10;

/** The data that the account page shows. */
export interface AccountPageData {
  readonly user: UserProfile & { accounts: readonly Account[] };
  readonly sessions: readonly Session[];
  /** Newest first. Events that become notices are not repeated in the activity. */
  readonly events: readonly AuditEvent[];
  readonly sections: readonly AccountPageSection[];
  /** The session of the request. */
  readonly currentId: string;
  readonly now: Date;
}

/**
 * Maps database rows to props of the account page. Omits nulls.
 *
 * @param providers the providers that the user can sign in with
 * @param providerOf returns a provider, also one that is no longer configured
 */
export function accountPageProps(
  { user, sessions, events, sections, currentId, now }: AccountPageData,
  providers: readonly PageProvider[],
  providerOf: (name: string) => PageProvider,
  localization: Localization,
): Omit<AccountPageProps, 'branding' | 'notice'> {
  const labelOf = (name: string) => providerOf(name).label;
  const isConfigured = (name: string) => providers.some((provider) => provider.name === name);
  const page = { sessionId: currentId, sessions, now, labelOf, localization };
  const notices = toNotices(events, page);
  const others = events.filter(({ id }) => notices.every((notice) => notice.id !== id));
  return {
    now,
    notices,
    user: omitNull({ ...pickContact(user), name: user.name, picture: user.picture }),
    sessions: toSessionViews(sessions, currentId, localization).map((session) => ({
      ...session,
      label: labelOf(session.provider),
    })),
    accounts: user.accounts.map(({ id, provider, username, ...account }) => ({
      ...omitNull({ ...pickContact(account), id, provider: providerOf(provider), username }),
      canUnlink: user.accounts.some((other) => other.id !== id && isConfigured(other.provider)),
    })),
    linkable: providers.filter(({ name }) =>
      user.accounts.every(({ provider }) => provider !== name),
    ),
    sections: sections.map((section) => ({
      ...section,
      rows: section.rows.map(({ provider, ...row }) => ({
        ...row,
        ...(provider !== undefined && { provider: providerOf(provider) }),
      })),
    })),
    activity: toActivityView(others.slice(0, MAX_ACTIVITY), labelOf, localization),
  };
}

const pickContact = ({ email, emailVerified }: Pick<UserProfile, 'email' | 'emailVerified'>) => ({
  email,
  emailVerified,
});

type OmitNull<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]>;
};

function omitNull<T extends object>(values: T): OmitNull<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null),
  ) as OmitNull<T>;
}
