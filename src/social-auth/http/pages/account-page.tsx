import { type AccountPageEvent, ActivitySection } from './activity-section.js';
import { Avatar } from './avatar.js';
import { VerifiedBadge } from './badge.js';
import { DEFAULT_PRODUCT_NAME, Layout } from './layout.js';
import { ProviderMark } from './marks.js';
import { Notice, type NoticeProps } from './notice.js';
import { displayName } from './person.js';
import { Row, Rows, Section } from './section.js';
import { type AccountPageSession, SessionsSection } from './sessions-section.js';

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

/** What the account page can say was just done. */
export type AccountNotice = keyof typeof NOTICES;

/** What the account page shows. */
export interface AccountPageProps {
  readonly user: AccountPageUser;
  /** Where they are signed in, in any order; one of them is the current one. */
  readonly sessions: readonly AccountPageSession[];
  readonly accounts: readonly AccountPageLogin[];
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
} as const satisfies Record<string, NoticeProps>;

/** The account page: who you are here, where you are signed in, and the ways out. */
export function AccountPage(props: AccountPageProps) {
  const { user, sessions, accounts, activity, now, notice } = props;
  return (
    <Layout title="Your account" productName={props.productName ?? DEFAULT_PRODUCT_NAME} wide>
      {notice !== undefined && <Notice {...NOTICES[notice]} />}
      <Person user={user} />
      <SessionsSection sessions={sessions} now={now} />
      {accounts.length > 0 && (
        <Section id="linked-logins" title="Linked logins">
          <Rows>
            {accounts.map((account) => (
              <LinkedLogin key={`${account.provider} ${account.email}`} account={account} />
            ))}
          </Rows>
        </Section>
      )}
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
