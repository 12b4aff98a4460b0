import { useContext } from 'preact/hooks';
import type { PageProvider } from '../core/options.js';
import { VerifiedBadge } from './badge.js';
import { Confirmation } from './confirmation.js';
import { useLocalization } from './localization-context.js';
import { ProviderLogo } from './logos.js';
import { RouteUrlContext } from './route-url-context.js';
import { Row, Rows, Section } from './section.js';

/** A linked account of the user, as the account page shows it. */
export interface AccountPageAccount {
  readonly id: string;
  readonly provider: PageProvider;
  readonly email?: string;
  readonly emailVerified: boolean;
  /** The username at the provider, without an @. */
  readonly username?: string;
  /** Whether the user can sign in without this account. */
  readonly canUnlink: boolean;
}

/** Props of {@link AccountsSection}. */
export interface AccountsSectionProps {
  readonly accounts: readonly AccountPageAccount[];
  /** The providers that the user can link. */
  readonly linkable: readonly PageProvider[];
}

/** The linked accounts, with buttons to connect and disconnect. */
export function AccountsSection({ accounts, linkable }: AccountsSectionProps) {
  const localization = useLocalization();
  const routeUrl = useContext(RouteUrlContext);
  return (
    <Section id="connected-accounts" title={localization.text('accounts.title')}>
      <Rows>
        {accounts.map((account) => (
          <AccountRow key={account.id} account={account} />
        ))}
      </Rows>
      {linkable.length > 0 && (
        <div class="card-footer card-footer-start">
          {linkable.map(({ name, label }) => (
            <form
              key={name}
              method="post"
              action={routeUrl('POST /auth/:provider/link', { provider: name })}
            >
              <button type="submit">
                {localization.text('accounts.connect', { provider: label })}
              </button>
            </form>
          ))}
        </div>
      )}
    </Section>
  );
}

function AccountRow({ account }: { account: AccountPageAccount }) {
  const { id, provider, email, emailVerified, username, canUnlink } = account;
  const { label } = provider;
  const localization = useLocalization();
  const detailsId = `account-${id}`;
  return (
    <Row
      icon={<ProviderLogo provider={provider} />}
      title={label}
      details={
        <div id={detailsId}>
          {username !== undefined && (
            <p>
              <bdi>@{username}</bdi>
            </p>
          )}
          {email === undefined ? (
            <p>{localization.text('account.no_email')}</p>
          ) : (
            <p class="email">
              <bdi>{email}</bdi>
              <VerifiedBadge verified={emailVerified} />
            </p>
          )}
        </div>
      }
      action={canUnlink && <Unlink id={id} label={label} detailsId={detailsId} />}
    />
  );
}

/** A button to disconnect an account. The details of the account describe it, because a user can have two at one provider. */
function Unlink({ id, label, detailsId }: { id: string; label: string; detailsId: string }) {
  const localization = useLocalization();
  const routeUrl = useContext(RouteUrlContext);
  const name = localization.text('accounts.disconnect_provider', { provider: label });
  return (
    <Confirmation
      label={localization.text('accounts.disconnect')}
      accessibleName={name}
      describedBy={detailsId}
      warning={localization.text('accounts.disconnect_warning', { provider: label })}
      action={routeUrl('POST /auth/accounts/:id/unlink', { id })}
      confirmLabel={name}
    />
  );
}
