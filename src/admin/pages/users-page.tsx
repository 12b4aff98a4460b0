import {
  Icon,
  Layout,
  Notice,
  Row,
  Rows,
  useLocalization,
  VerifiedBadge,
  type PageBranding,
  type UserProfile,
} from '../../social-auth/index.js';
import type { AdminLocalization, AdminLocalizations } from '../messages/admin-localizations.js';
import { userName } from './admin-user.js';
import { noticeText, type AdminNotice } from './notices.js';
import { UserBadges } from './user-badges.js';

/** Props of {@link UsersPage}. */
export interface UsersPageProps {
  readonly branding: PageBranding;
  readonly localizations: AdminLocalizations;
  /** The path of this page, for the form and the links. */
  readonly url: string;
  readonly query: string;
  readonly users: readonly UserProfile[];
  /** The cursor of the next page. */
  readonly next: string | undefined;
  /** Whether another page precedes this one. */
  readonly isContinued: boolean;
  /** The id of the administrator. */
  readonly actorId: string;
  readonly notice?: AdminNotice | undefined;
}

/** The list of users, with a search. */
export function UsersPage(props: UsersPageProps) {
  const { branding, localizations, url, query, users, next, isContinued, actorId, notice } = props;
  const messages = localizations.in(useLocalization().locale);
  return (
    <Layout title={messages.text('users.title')} branding={branding} wide>
      {notice !== undefined && <Notice tone="success">{noticeText(notice, messages)}</Notice>}
      <h1>{messages.text('users.title')}</h1>
      <SearchForm url={url} query={query} messages={messages} />
      <div class="card card-list">
        {users.length === 0 ? (
          <p class="section-note muted">
            {messages.text(query === '' ? 'users.none_at_all' : 'users.none')}
          </p>
        ) : (
          <Rows>
            {users.map((user) => (
              <UserRow
                key={user.id}
                user={user}
                href={`${url}/${encodeURIComponent(user.id)}`}
                isSelf={user.id === actorId}
                messages={messages}
              />
            ))}
          </Rows>
        )}
        {(next !== undefined || isContinued) && (
          <nav class="card-footer" aria-label={messages.text('users.title')}>
            {isContinued && (
              <a class="button" href={pageUrl(url, query)}>
                {messages.text('users.first')}
              </a>
            )}
            {next !== undefined && (
              <a class="button" href={pageUrl(url, query, next)}>
                {messages.text('users.next')}
              </a>
            )}
          </nav>
        )}
      </div>
    </Layout>
  );
}

interface SearchFormProps {
  readonly url: string;
  readonly query: string;
  readonly messages: AdminLocalization;
}

function SearchForm({ url, query, messages }: SearchFormProps) {
  return (
    <form class="search" role="search" method="get" action={url}>
      <label for="query" class="small muted">
        {messages.text('users.search')}
      </label>
      <div class="search-fields">
        <input
          id="query"
          type="search"
          name="query"
          value={query}
          maxLength={200}
          dir="auto"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
        <button type="submit" class="button-primary">
          {messages.text('users.submit')}
        </button>
      </div>
      {query !== '' && (
        <a class="small" href={url}>
          {messages.text('users.clear')}
        </a>
      )}
    </form>
  );
}

interface UserRowProps {
  readonly user: UserProfile;
  readonly href: string;
  readonly isSelf: boolean;
  readonly messages: AdminLocalization;
}

function UserRow({ user, href, isSelf, messages }: UserRowProps) {
  const name = userName(user, messages);
  return (
    <Row
      icon={
        <Icon>
          <circle cx="8" cy="5.25" r="2.75" />
          <path d="M2.75 14a5.25 5.25 0 0 1 10.5 0" />
        </Icon>
      }
      title={
        <>
          <a class="row-link" href={href}>
            <bdi>{name}</bdi>
          </a>{' '}
          <UserBadges user={user} isSelf={isSelf} messages={messages} />
        </>
      }
      details={
        user.email === null ? (
          <p>{messages.text('user.no_email')}</p>
        ) : (
          <p class="email">
            {user.email !== name && <bdi>{user.email}</bdi>}
            <VerifiedBadge verified={user.emailVerified} />
          </p>
        )
      }
    />
  );
}

function pageUrl(url: string, query: string, after?: string): string {
  const parameters = new URLSearchParams({
    ...(query !== '' && { query }),
    ...(after !== undefined && { after }),
  });
  return parameters.size === 0 ? url : `${url}?${parameters.toString()}`;
}
