import {
  Avatar,
  Layout,
  Notice,
  useLocalization,
  VerifiedBadge,
  type PageBranding,
  type PageProvider,
} from '../../social-auth/index.js';
import type { UserDetails } from '../admin.service.js';
import type { AdminLocalization, AdminLocalizations } from '../messages/admin-localizations.js';
import { UserAccounts } from './user-accounts.js';
import { UserActions } from './user-actions.js';
import { userName } from './admin-user.js';
import { noticeText, type AdminNotice } from './notices.js';
import { UserRoles } from './user-roles.js';
import { UserSessions } from './user-sessions.js';
import { UserActivity } from './user-activity.js';
import { UserBadges } from './user-badges.js';

/** Props of {@link UserPage}. */
export interface UserPageProps extends UserDetails {
  readonly branding: PageBranding;
  readonly localizations: AdminLocalizations;
  /** Returns a provider by its name. */
  readonly providerOf: (name: string) => PageProvider;
  /** The path of the list of users. */
  readonly url: string;
  /** The roles that the administrator can give and take. */
  readonly assignableRoles: readonly string[];
  /** The administrator who requests the page, with the session of the request. */
  readonly actor: { readonly userId: string; readonly sessionId: string };
  /** The reference time of relative times such as "5 minutes ago". */
  readonly now: Date;
  /** Whether users can be merged. */
  readonly canMerge: boolean;
  readonly notice?: AdminNotice | undefined;
}

/** The page of one user: accounts, sessions, roles, activity and actions. */
export function UserPage(props: UserPageProps) {
  const { user, accounts, sessions, events, branding, localizations, providerOf, now } = props;
  const messages = localizations.in(useLocalization().locale);
  const name = userName(user, messages);
  const userUrl = `${props.url}/${encodeURIComponent(user.id)}`;
  const isSelf = user.id === props.actor.userId;
  return (
    <Layout title={name} branding={branding} wide>
      {props.notice !== undefined && (
        <Notice tone="success">{noticeText(props.notice, messages)}</Notice>
      )}
      <nav>
        <a class="back-link small" href={props.url}>
          {messages.text('user.back')}
        </a>
      </nav>
      <Profile {...props} name={name} isSelf={isSelf} messages={messages} />
      <UserRoles
        action={`${userUrl}/roles`}
        roles={user.roles}
        assignableRoles={props.assignableRoles}
        isSelf={isSelf}
        messages={messages}
      />
      <UserAccounts accounts={accounts} providerOf={providerOf} now={now} messages={messages} />
      <UserSessions
        sessions={sessions}
        currentId={props.actor.sessionId}
        providerOf={providerOf}
        userUrl={userUrl}
        now={now}
        messages={messages}
      />
      <UserActivity
        events={events}
        actors={props.actors}
        providerOf={providerOf}
        url={props.url}
        now={now}
        messages={messages}
      />
      <UserActions
        user={user}
        userUrl={userUrl}
        isSelf={isSelf}
        canMerge={props.canMerge}
        messages={messages}
      />
    </Layout>
  );
}

interface ProfileProps extends Pick<UserPageProps, 'user'> {
  readonly name: string;
  readonly isSelf: boolean;
  readonly messages: AdminLocalization;
}

function Profile({ user, name, isSelf, messages }: ProfileProps) {
  const { id, email, emailVerified, picture } = user;
  return (
    <div class="profile">
      <Avatar user={user} picture={picture ?? undefined} />
      <h1 dir="auto">{name}</h1>
      {email === null ? (
        <p class="muted">{messages.text('user.no_email')}</p>
      ) : (
        <p class="email">
          {email !== name && <bdi class="muted">{email}</bdi>}
          <VerifiedBadge verified={emailVerified} />
        </p>
      )}
      <p class="badges">
        <UserBadges user={user} isSelf={isSelf} messages={messages} />
      </p>
      <p class="small muted">
        {messages.text('user.id')} <code translate={false}>{id}</code>
      </p>
    </div>
  );
}
