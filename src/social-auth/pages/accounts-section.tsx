import { VerifiedBadge } from './badge.js';
import { ProviderLogo } from './logos.js';
import type { ProviderOption } from './provider-button.js';
import { Row, Rows, Section } from './section.js';

/** One linked login of the person. */
export interface AccountPageAccount {
  readonly id: string;
  readonly provider: string;
  /** The provider's name for people, such as "GitHub". */
  readonly label: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  /** The provider's own handle, without an @. */
  readonly username?: string;
  /** Whether the person could sign in without it. */
  readonly unlinkable: boolean;
}

/** What the section shows. */
export interface AccountsSectionProps {
  readonly accounts: readonly AccountPageAccount[];
  /** The providers that could be linked as well. */
  readonly linkable: readonly ProviderOption[];
}

/** The logins that lead to this person, and the ways to link one more and to unlink all but the last. */
export function AccountsSection({ accounts, linkable }: AccountsSectionProps) {
  return (
    <Section id="linked-logins" title="Linked logins">
      <Rows>
        {accounts.map((account) => (
          <LinkedLogin key={account.id} account={account} />
        ))}
      </Rows>
      {linkable.length > 0 && (
        <div class="ending linking">
          {linkable.map(({ name, label }) => (
            <form key={name} method="post" action={`/auth/${encodeURIComponent(name)}/link`}>
              <button type="submit">Link {label}</button>
            </form>
          ))}
        </div>
      )}
    </Section>
  );
}

function LinkedLogin({ account }: { account: AccountPageAccount }) {
  const { id, provider, label, email, emailVerified, username, unlinkable } = account;
  const detailId = `login-${id}`;
  return (
    <Row
      mark={<ProviderLogo provider={provider} label={label} />}
      name={label}
      detail={
        <div id={detailId}>
          {username !== undefined && (
            <p>
              <bdi>@{username}</bdi>
            </p>
          )}
          {email === undefined ? (
            <p>No email address shared</p>
          ) : (
            <p class="facts">
              <bdi>{email}</bdi>
              <VerifiedBadge verified={emailVerified} />
            </p>
          )}
        </div>
      }
      aside={unlinkable && <Unlink id={id} label={label} detailId={detailId} />}
    />
  );
}

/** Described by its address, for a person may have two logins at one provider. */
function Unlink({ id, label, detailId }: { id: string; label: string; detailId: string }) {
  return (
    <form method="post" action={`/auth/accounts/${encodeURIComponent(id)}/unlink`}>
      <button type="submit" aria-describedby={detailId}>
        Unlink <span class="unseen">{label}</span>
      </button>
    </form>
  );
}
