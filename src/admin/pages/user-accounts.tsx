import {
  ProviderLogo,
  Row,
  Rows,
  Section,
  TemplateText,
  TimeAgo,
  VerifiedBadge,
  type Account,
  type PageProvider,
} from '../../social-auth/index.js';
import type { AdminLocalization } from '../messages/admin-localizations.js';

/** Props of {@link UserAccounts}. */
export interface UserAccountsProps {
  readonly accounts: readonly Account[];
  readonly providerOf: (name: string) => PageProvider;
  readonly now: Date;
  readonly messages: AdminLocalization;
}

/** The accounts with which the user can sign in. */
export function UserAccounts({ accounts, providerOf, now, messages }: UserAccountsProps) {
  return (
    <Section id="accounts" title={messages.text('accounts.title')}>
      {accounts.length === 0 && (
        <p class="section-note small muted">{messages.text('accounts.none')}</p>
      )}
      {accounts.length > 0 && (
        <Rows>
          {accounts.map((account) => (
            <AccountRow
              key={account.id}
              account={account}
              provider={providerOf(account.provider)}
              now={now}
              messages={messages}
            />
          ))}
        </Rows>
      )}
    </Section>
  );
}

interface AccountRowProps extends Pick<UserAccountsProps, 'now' | 'messages'> {
  readonly account: Account;
  readonly provider: PageProvider;
}

function AccountRow({ account, provider, now, messages }: AccountRowProps) {
  const { username, email, emailVerified, subject, createdAt } = account;
  return (
    <Row
      icon={<ProviderLogo provider={provider} />}
      title={<bdi>{provider.label}</bdi>}
      details={
        <>
          {username !== null && (
            <p>
              <bdi>@{username}</bdi>
            </p>
          )}
          {email !== null && (
            <p class="email">
              <bdi>{email}</bdi>
              <VerifiedBadge verified={emailVerified} />
            </p>
          )}
          <p>
            <TemplateText
              template={messages.template('accounts.subject')}
              values={{ subject: <code translate={false}>{subject}</code> }}
            />
          </p>
          <p>
            <TemplateText
              template={messages.template('accounts.connected')}
              values={{ time: <TimeAgo at={createdAt} now={now} /> }}
            />
          </p>
        </>
      }
    />
  );
}
