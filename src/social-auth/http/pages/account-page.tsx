import { Avatar } from './avatar.js';
import { VerifiedBadge } from './badge.js';
import { DEFAULT_PRODUCT_NAME, Layout } from './layout.js';
import { ProviderMark } from './marks.js';
import { displayName } from './person.js';
import { Row, Section } from './section.js';
import { TimeAgo } from './time-ago.js';

/** The signed-in person, as the account page shows them. */
export interface AccountPageUser {
  readonly name?: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  /** An already checked picture URL. */
  readonly picture?: string;
}

/** One linked login of the person. */
export interface AccountPageLogin {
  readonly provider: string;
  /** The provider's name for people, such as "GitHub". */
  readonly label: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  /** The provider's own handle, without an @. */
  readonly username?: string;
}

/** What the account page shows. */
export interface AccountPageProps {
  readonly user: AccountPageUser;
  /** The login this session began with. */
  readonly currentLogin: {
    readonly provider: string;
    readonly label: string;
    readonly since: Date;
  };
  readonly accounts: readonly AccountPageLogin[];
  /** The moment that "5 minutes ago" counts from. */
  readonly now: Date;
  readonly productName?: string;
}

/** The account page: who you are here, how you signed in, and the way out. */
export function AccountPage(props: AccountPageProps) {
  const { user, currentLogin, accounts, now } = props;
  return (
    <Layout title="Your account" productName={props.productName ?? DEFAULT_PRODUCT_NAME} wide>
      <Person user={user} />
      <Section id="this-session" title="This session">
        <Row
          mark={<ProviderMark provider={currentLogin.provider} label={currentLogin.label} />}
          name={<>Signed in with {currentLogin.label}</>}
          detail={<TimeAgo at={currentLogin.since} now={now} />}
          aside={<SignOut />}
        />
      </Section>
      {accounts.length > 0 && (
        <Section id="linked-logins" title="Linked logins">
          {accounts.map((account) => (
            <LinkedLogin key={`${account.provider} ${account.email}`} account={account} />
          ))}
        </Section>
      )}
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

function SignOut() {
  return (
    <form method="post" action="/auth/logout">
      <button type="submit">Sign out</button>
    </form>
  );
}

function LinkedLogin({ account }: { account: AccountPageLogin }) {
  const { provider, label, email, emailVerified, username } = account;
  return (
    <Row
      mark={<ProviderMark provider={provider} label={label} />}
      name={label}
      detail={
        <>
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
        </>
      }
    />
  );
}
