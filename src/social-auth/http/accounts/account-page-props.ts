import type { AuditEvent } from '../../audit/audit.store.js';
import type { AccountPageSection } from '../../core/feature.js';
import type { Localization } from '../../core/messages/localization.js';
import type { PageProvider } from '../../core/options.js';
import type { AccountPageProps } from '../../pages/account-page.js';
import type { Session } from '../../sessions/session.js';
import type { Account } from '../../users/account.js';
import type { UserProfile } from '../../users/user.js';
import { toActivityView } from '../views/activity-view.js';
import { toSessionViews } from '../views/session-view.js';

/** Maps database rows to props of the account page. Omits nulls. */
export function accountPageProps(
  user: UserProfile & { accounts: readonly Account[] },
  sessions: readonly Session[],
  events: readonly AuditEvent[],
  currentId: string,
  providers: readonly PageProvider[],
  sections: readonly AccountPageSection[],
  localization: Localization,
): Omit<AccountPageProps, 'now' | 'branding' | 'notice'> {
  const providerOf = (name: string) => findProvider(providers, name);
  const labelOf = (name: string) => providerOf(name).label;
  const isConfigured = (name: string) => providers.some((provider) => provider.name === name);
  return {
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
      rows: section.rows.map((row) => ({ ...row, provider: providerOf(row.provider) })),
    })),
    activity: toActivityView(events, labelOf, localization),
  };
}

/** Returns a provider. One that is no longer configured has its name as label. */
function findProvider(providers: readonly PageProvider[], name: string): PageProvider {
  return providers.find((provider) => provider.name === name) ?? { name, label: name };
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
