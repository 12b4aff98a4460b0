import {
  Confirmation,
  describeDevice,
  DeviceIcon,
  Row,
  Rows,
  Section,
  TemplateText,
  TimeAgo,
  useLocalization,
  type PageProvider,
  type Session,
} from '../../social-auth/index.js';
import type { AdminLocalization } from '../messages/admin-localizations.js';

/**
 * Maximum number of rows. Of a user with more sessions, the administrator can end the rest only with "Sign out
 * everywhere".
 */
const MAX_ROWS = 100;

/** Props of {@link UserSessions}. */
export interface UserSessionsProps {
  readonly sessions: readonly Session[];
  /** The session of the administrator who requests the page. */
  readonly currentId: string;
  readonly providerOf: (name: string) => PageProvider;
  /** The path of the page of the user. */
  readonly userUrl: string;
  readonly now: Date;
  readonly messages: AdminLocalization;
}

/** The active sessions of the user, with a button to end each one and a button to end all. */
export function UserSessions(props: UserSessionsProps) {
  const { sessions, userUrl, messages } = props;
  return (
    <Section id="sessions" title={messages.text('sessions.title')}>
      {sessions.length === 0 && (
        <p class="section-note small muted">{messages.text('sessions.none')}</p>
      )}
      {sessions.length > 0 && (
        <>
          <Rows>
            {sessions.slice(0, MAX_ROWS).map((session) => (
              <SessionRow key={session.id} {...props} session={session} />
            ))}
          </Rows>
          {sessions.length > MAX_ROWS && (
            <p class="section-note small muted">
              {messages.text('sessions.more', { count: MAX_ROWS })}
            </p>
          )}
          <div class="card-footer">
            <Confirmation
              label={messages.text('sessions.end_all')}
              warning={messages.text('sessions.end_all_warning')}
              action={`${userUrl}/sessions/end`}
              confirmLabel={messages.text('sessions.end_all')}
            />
          </div>
        </>
      )}
    </Section>
  );
}

function SessionRow(props: UserSessionsProps & { readonly session: Session }) {
  const { session, currentId, providerOf, userUrl, now, messages } = props;
  const { id, userAgent, provider, createdAt, refreshedAt } = session;
  const { name, kind } = describeDevice(userAgent, useLocalization());
  const detailsId = `session-${id}`;
  return (
    <Row
      icon={<DeviceIcon kind={kind} />}
      title={
        <>
          <bdi>{name}</bdi>{' '}
          {id === currentId && <span class="badge">{messages.text('sessions.this_session')}</span>}
        </>
      }
      details={
        <div id={detailsId}>
          <p>
            <TemplateText
              template={messages.template('sessions.last_active')}
              values={{ time: <TimeAgo at={refreshedAt} now={now} /> }}
            />
          </p>
          <p>
            <TemplateText
              template={messages.template('sessions.signed_in')}
              values={{
                provider: <bdi>{providerOf(provider).label}</bdi>,
                time: <TimeAgo at={createdAt} now={now} />,
              }}
            />
          </p>
        </div>
      }
      action={
        <form method="post" action={`${userUrl}/sessions/${id}/end`}>
          <button type="submit" aria-describedby={detailsId}>
            <span aria-hidden="true">{messages.text('sessions.end')}</span>
            <span class="visually-hidden">
              {messages.text('sessions.end_of', { device: name })}
            </span>
          </button>
        </form>
      }
    />
  );
}
