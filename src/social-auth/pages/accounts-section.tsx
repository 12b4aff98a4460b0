import { useContext } from 'preact/hooks';
import type { PageProvider } from '../core/options.js';
import { VerifiedBadge } from './badge.js';
import { Confirmation } from './confirmation.js';
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

/** The linked accounts, with buttons to link and unlink. */
export function AccountsSection({ accounts, linkable }: AccountsSectionProps) {
  const routeUrl = useContext(RouteUrlContext);
  return (
    <Section id="linked-accounts" title="Linked accounts">
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
              <button type="submit">Link {label}</button>
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
            <p>No email address shared</p>
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

/** A button to unlink an account. The details of the account describe it, because a user can have two at one provider. */
function Unlink({ id, label, detailsId }: { id: string; label: string; detailsId: string }) {
  const routeUrl = useContext(RouteUrlContext);
  return (
    <Confirmation
      label={
        <>
          Unlink <span class="visually-hidden">{label}</span>
        </>
      }
      describedBy={detailsId}
      warning={`You will not be able to sign in with this ${label} account. Other devices that signed in with it are signed out.`}
      action={routeUrl('POST /auth/accounts/:id/unlink', { id })}
      confirmLabel={`Unlink ${label}`}
    />
  );
}
